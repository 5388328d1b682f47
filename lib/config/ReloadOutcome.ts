import type { ConfigRejectedError } from '../errors.js';
import type { ConfigChange } from './ConfigChange.js';

/** How a reload ended. It holds no secret values, so it may be logged as it is. */
export type ReloadOutcome = AppliedReload | UnchangedReload | RejectedReload | RolledBackReload;

/** What every reload ends with. */
export interface ReloadFacts {
  /** The version now in force. */
  readonly version: number;
  /** The key paths whose new values wait for a restart. */
  readonly pendingRestart: readonly string[];
  /** Milliseconds from having read the sources to the end: parse, validate, swap. */
  readonly elapsed: number;
}

/** A new snapshot is in force. */
export interface AppliedReload extends ReloadFacts {
  /** Told apart by this. */
  readonly status: 'applied';
  /** The key paths that changed. */
  readonly changed: readonly string[];
  /** The same with the values before and after, secret ones masked. */
  readonly changes: readonly ConfigChange[];
}

/** The sources say what they said before; nothing was emitted. */
export interface UnchangedReload extends ReloadFacts {
  /** Told apart by this. */
  readonly status: 'unchanged';
}

/** The snapshot before stays in force. */
export interface RejectedReload extends ReloadFacts {
  /** Told apart by this. */
  readonly status: 'rejected';
  /** Everything that is wrong, without secret values. */
  readonly error: ConfigRejectedError;
}

/**
 * A guarded service crashed too soon after a change: a new snapshot with the value before is in
 * force. `reloads$` tells it; `reload()` never returns it.
 */
export interface RolledBackReload extends ReloadFacts {
  /** Told apart by this. */
  readonly status: 'rolled-back';
  /** The key paths that changed back. */
  readonly changed: readonly string[];
  /** The same with the values before and after, secret ones masked. */
  readonly changes: readonly ConfigChange[];
  /** Which service crashed, and why; without secret values. */
  readonly error: ConfigRejectedError;
}
