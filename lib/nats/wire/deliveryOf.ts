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

interface Note {
  readonly delivery: Delivery;
  readonly by: object;
}

// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- what it constructs is its argument
class Itself {
  constructor(object: object) {
    return object;
  }
}

/** Gives an object a private field, which nobody sees and no copy has: a WeakMap would cost GC a third of what receiving does. */
class Noted extends Itself {
  #note: Note;

  private constructor(object: object, note: Note) {
    super(object);
    this.#note = note;
  }

  static of(object: object): Note | undefined {
    return #note in object ? object.#note : undefined;
  }

  static note(object: object, note: Note): void {
    if (#note in object) object.#note = note;
    else new Noted(object, note);
  }
}

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
  return Noted.of(event)?.delivery;
}

/** Whether `event` came through this very bridge. */
export function cameBy(event: object, bridge: object): boolean {
  return Noted.of(event)?.by === bridge;
}

/** Remembers where `event` came from, as long as anyone holds it. */
export function noteDelivery(event: object, delivery: Delivery, by: object): void {
  Noted.note(event, { delivery, by });
}
