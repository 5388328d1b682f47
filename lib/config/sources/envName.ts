import type { KeyPath } from '../KeyPath.js';

/** The variable that stands for a key: `RONK_` and `supervisor.backoffBase` → `RONK_SUPERVISOR_BACKOFF_BASE`. */
export function envName(prefix: string, path: KeyPath): string {
  const words = path.map((key) =>
    key
      .replace(/([a-z\d])([A-Z])/gu, '$1_$2')
      .replace(/([A-Z])([A-Z][a-z])/gu, '$1_$2')
      .replace(/\W/gu, '_')
      .toUpperCase(),
  );
  return prefix + words.join('_');
}
