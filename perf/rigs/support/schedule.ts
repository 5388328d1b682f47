/** What is due when. */
export interface Schedule {
  /** How many events are due by `elapsed` milliseconds from the start. */
  readonly due: (elapsed: number) => number;
  /** Milliseconds from the start at which the nth event is due, counted from 0. */
  readonly at: (n: number) => number;
}

/** How events are spread over time. */
export interface Pace {
  /** Events a second. */
  readonly rate: number;
  /** How many come at once; default 1. */
  readonly burst?: number;
}

/**
 * Fixed in advance, whatever becomes of the events: a bus that stalls doesn't stop its callers from
 * calling, and what they then wait counts.
 */
export function schedule({ rate, burst = 1 }: Pace): Schedule {
  const period = (1e3 * burst) / rate;
  return {
    due: (elapsed) => (elapsed < 0 ? 0 : (Math.floor(elapsed / period) + 1) * burst),
    at: (n) => Math.floor(n / burst) * period,
  };
}
