import type { SchedulerLike } from 'rxjs';
import type { OptionNames } from '../internal/knownOptions.js';
import type { BusMonitor } from './BusMonitor.js';
import type { Context } from './Context.js';

/** How a {@link Bus} is made. A key that is one edit away from an option which isn't given is refused. */
export interface BusOptions<E> {
  /**
   * How many events a subscriber may be behind: a whole number from 1 to 4,194,304.
   *
   * @defaultValue 4096
   */
  readonly capacity?: number;
  /**
   * Runs the pump instead of a microtask: `queueScheduler` for synchronous delivery, a
   * `TestScheduler` for marbles. Fairness to timers and I/O is then the scheduler's. A bus made
   * inside `TestScheduler.run` runs in virtual time without it.
   */
  readonly scheduler?: SchedulerLike;
  /**
   * Restores each event's store, or its absence, around its delivery. An `AsyncLocalStorage` fits.
   * Without it nothing is captured and nothing paid.
   */
  readonly context?: Context;
  /**
   * Gets what a handler passed to `subscribe` threw, with the handler's name and the event. The
   * handler stays subscribed. By default the error goes to RxJS's `config.onUnhandledError`, else
   * it is an uncaught exception.
   */
  readonly onError?: (
    error: unknown,
    at: { readonly subscriber: string; readonly event: E },
  ) => void;
  /** Looks on at what is published and who is slow to take it. Without it nothing is timed and nothing paid. */
  readonly monitor?: BusMonitor<E>;
}

export const busOptionNames: OptionNames<BusOptions<unknown>> = {
  capacity: true,
  scheduler: true,
  context: true,
  onError: true,
  monitor: true,
};
