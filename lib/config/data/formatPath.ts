import type { KeyPath } from '../KeyPath.js';

/** A path as people write it, `log.level`; a key that needs it is quoted, as in TOML: `a."b.c"`. */
export function formatPath(path: KeyPath): string {
  return path.map((key) => (/^[\w-]+$/u.test(key) ? key : JSON.stringify(key))).join('.');
}
