import type { ConfigRejectedError } from '../errors.js';

/** How a reload ended. It holds key paths but no values, so it may be logged as it is. */
export type ReloadOutcome = AppliedReload | UnchangedReload | RejectedReload;

interface ReloadFacts {
  /** The version now in force. */
  readonly version: number;
  /** The key paths whose new values wait for a restart. */
  readonly pendingRestart: readonly string[];
  /** Milliseconds from having read the sources to the end: parse, validate, swap. */
  readonly elapsed: number;
}

/** A new snapshot is in force. */
export interface AppliedReload extends ReloadFacts {
  readonly status: 'applied';
  /** The key paths that changed. */
  readonly changed: readonly string[];
}

/** The sources say what they said before; nothing was emitted. */
export interface UnchangedReload extends ReloadFacts {
  readonly status: 'unchanged';
}

/** The snapshot before stays in force. */
export interface RejectedReload extends ReloadFacts {
  readonly status: 'rejected';
  /** Everything that is wrong, without secret values. */
  readonly error: ConfigRejectedError;
}
