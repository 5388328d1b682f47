import { guarded } from '../internal/guarded.js';

/**
 * Looks on: what a bus publishes, and who is slow to take it. For recorders and tracers; it makes
 * every publication and delivery cost more, and a bus without one pays nothing. What it throws is
 * reported as unhandled. It must not publish.
 */
export interface BusMonitor<E> {
  /**
   * An event is about to take its place in the order, also where nobody is subscribed.
   *
   * @param event - the event
   * @param sequence - which of the bus's events it is, from 1
   */
  published(event: E, sequence: number): void;
  /**
   * A subscriber has held the event loop longer than it ever did before, over one event, or one batch.
   *
   * @param subscriber - its name, as in `stats()`
   * @param milliseconds - how long, until its handler or `project` returned; what goes on
   *   asynchronously isn't counted
   * @param sequence - which event it was; undefined for an asynchronous reader
   */
  slowest(subscriber: string, milliseconds: number, sequence: number | undefined): void;
}

/** `monitor`, but what it throws reaches neither publisher nor subscriber. */
export function guardedMonitor<E>(monitor: BusMonitor<E>): BusMonitor<E> {
  return {
    published: guarded((event: E, sequence: number) => monitor.published(event, sequence)),
    slowest: guarded((...notice: Parameters<BusMonitor<E>['slowest']>) =>
      monitor.slowest(...notice),
    ),
  };
}
