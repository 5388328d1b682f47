import type { ConfigSnapshot } from '../ConfigSnapshot.js';
import { deepFreeze } from '../data/deepFreeze.js';
import type { DeepReadonly } from '../DeepReadonly.js';
import type { BuiltConfig } from '../pipeline/ConfigBuilder.js';
import type { ReloadOutcome } from '../ReloadOutcome.js';
import type { Load } from './ConfigLoader.js';

/** What has been validated, as the type its schema infers. */
export function asValue<T>(value: unknown): DeepReadonly<T> {
  return value as DeepReadonly<T>;
}

/** What subscribers see of a config. */
export function snapshotOf<T>(version: number, built: BuiltConfig): ConfigSnapshot<T> {
  const changed = built.changes.map(({ key }) => key);
  const { value, pendingRestart } = built;
  return deepFreeze({ version, value: asValue<T>(value), changed, pendingRestart });
}

/** What `load` came to, with `snapshot` in force now. */
export function outcomeOf(load: Load, snapshot: ConfigSnapshot<unknown>): ReloadOutcome {
  const { version, changed, pendingRestart } = snapshot;
  const facts = { version, pendingRestart, elapsed: performance.now() - load.since };
  switch (load.status) {
    case 'applied':
      return { status: 'applied', ...facts, changed, changes: load.built.changes };
    case 'unchanged':
      return { status: 'unchanged', ...facts };
    case 'rejected':
      return { status: 'rejected', ...facts, error: load.error };
    case 'rolled-back':
      return {
        status: 'rolled-back',
        ...facts,
        changed,
        changes: load.built.changes,
        error: load.error,
      };
  }
}
