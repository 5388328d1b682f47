/** How far behind a reader of a bus was at one moment. */
export interface ReaderSample {
  /** When, in milliseconds of any clock. */
  readonly at: number;
  /** How many events it may hold. */
  readonly capacity: number;
  /** Events it was yet to have. */
  readonly pending: number;
  /** Events it had lost. */
  readonly dropped: number;
}

/**
 * In how many seconds a reader loses its first event if things go on as they did between two
 * moments: what it has room for, over how much faster events came than it took them. 0 if it lost
 * some in between, infinite if it keeps up.
 */
export function secondsToLoss(before: ReaderSample, now: ReaderSample): number {
  if (now.dropped > before.dropped) return 0;
  const growth = now.pending - before.pending;
  const seconds = (now.at - before.at) / 1_000;
  return growth > 0 && seconds > 0 ? ((now.capacity - now.pending) * seconds) / growth : Infinity;
}
