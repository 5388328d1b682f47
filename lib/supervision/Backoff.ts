/** A number from 0 up to, but without, 1. `Math.random` unless a test or a simulation injects its own. */
export type Random = () => number;

/** What a backoff may look at to choose the next delay. */
export interface BackoffState {
  /** How many failures came before this one since the backoff was last reset; 0 for the first. */
  readonly attempt: number;
  /** The delay chosen last time in milliseconds; 0 for the first. */
  readonly previous: number;
}

/**
 * How long to wait before the next start. A value without state: what it needs to know is handed to
 * it, so one backoff serves any number of children.
 */
export interface Backoff {
  /** How it reads to a person, such as `exponential, 100 ms ×2 up to 30000 ms, full jitter`. */
  readonly description: string;
  /** The delay in milliseconds. Fractions are rounded: no timer knows them. */
  readonly delay: (state: BackoffState, random: Random) => number;
}
