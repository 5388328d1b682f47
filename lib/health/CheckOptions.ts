/** How a check is run and what it counts for. */
export interface CheckOptions {
  /**
   * Milliseconds a run may take before it counts as failed, from 1 to 2,147,483,647.
   *
   * @defaultValue 1000
   */
  readonly timeout?: number;
  /**
   * Milliseconds from the end of one run to the next, from 1 to 2,147,483,647. While a run goes on
   * past its timeout, no other is started: the check fails, and says since when, until it has ended.
   *
   * @defaultValue 10000
   */
  readonly interval?: number;
  /**
   * Whether the node is unready while it fails, or hasn't been run; else it is only degraded.
   *
   * @defaultValue true
   */
  readonly critical?: boolean;
}

/**
 * Looks whether something is well. It fails by throwing, by rejecting, or with `false`; anything
 * else is a pass. The signal aborts when nobody waits any longer: at the timeout and after the end. Heed
 * it, by handing it to `fetch` for instance: what goes on all the same keeps the next run from starting.
 */
export type CheckFunction = (signal: AbortSignal) => unknown;
