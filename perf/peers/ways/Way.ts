import type { Tick } from '../../micro/support/handlers.js';

/** One of the ways to hand an event to many, used as its users use it. */
export interface Way {
  readonly publish: (tick: Tick) => void;
  readonly subscribe: (handle: (tick: Tick) => void) => void;
  /** Subscribes a function that takes its time, one event after the other where the way knows how. */
  readonly subscribeAsync: (handle: (tick: Tick) => Promise<void>) => void;
  /** How many events were lost by its own account; undefined if it keeps none. */
  readonly dropped: () => number | undefined;
}

/** Keeps no account. */
export const uncounted = (): undefined => undefined;
