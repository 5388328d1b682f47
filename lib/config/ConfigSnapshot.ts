import type { DeepReadonly } from './DeepReadonly.js';

/** One validated state of the config, frozen for good. */
export interface ConfigSnapshot<T> {
  /** 1 for the first, one more for each applied change. */
  readonly version: number;
  /** The config itself, deep-frozen; durations are milliseconds. */
  readonly value: DeepReadonly<T>;
  /** The key paths that differ from the version before, such as `'log.level'`; none in the first. */
  readonly changed: readonly string[];
  /**
   * The key paths whose new values wait for a restart; until then `value` has those the process
   * started with. A change to this list alone is a new version too, with nothing `changed`.
   */
  readonly pendingRestart: readonly string[];
}
