/** Where an event that a bridge published came from. */
export interface Delivery {
  /** The bridge's name. */
  readonly bridge: string;
  /** The subject it came on. */
  readonly subject: string;
  /** The node it was published on first: an id that a node has while it lives. */
  readonly origin: string;
  /** How many bridges sent it on, after the first. */
  readonly hops: number;
  /** The version of its type's schema. */
  readonly schema: number;
  /** The trace it belongs to, as W3C's trace context writes it, if its sender said. */
  readonly traceparent: string | undefined;
}

const deliveries = new WeakMap<object, { readonly delivery: Delivery; readonly by: object }>();

/**
 * Where `event` came from, if a bridge published it; nothing for an event of this node's own. The
 * event itself must be at hand, not a copy.
 *
 * @example
 * ```ts
 * import { Bus } from 'ron-kernel';
 * import { deliveryOf } from 'ron-kernel/nats';
 *
 * const bus = new Bus<{ readonly type: string }>();
 * bus.subscribe((event) => console.log(deliveryOf(event)?.origin ?? 'from here'));
 * bus.publish({ type: 'reading' });
 * await bus.close();
 * ```
 */
export function deliveryOf(event: object): Delivery | undefined {
  return deliveries.get(event)?.delivery;
}

/** Whether `event` came through this very bridge. */
export function cameBy(event: object, bridge: object): boolean {
  return deliveries.get(event)?.by === bridge;
}

/** Remembers where `event` came from, as long as anyone holds it. */
export function noteDelivery(event: object, delivery: Delivery, by: object): void {
  deliveries.set(event, { delivery, by });
}
