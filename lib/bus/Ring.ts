/** Stands in the slot of an event that was dropped before anyone had it. */
const LOST = Symbol('lost');

const FIRST_LENGTH = 64;

/**
 * The events between `tail` and `head`, each in the slot its sequence number points to.
 *
 * ```text
 *            tail          cursor        pos           head
 *             │              │            │             │
 *   … free │  n  │ n+1 │ … │ m │ … held │ p │ … waiting │ free …
 *             └── a slow reader's ┘        └ synchronous receivers come to this next
 * ```
 *
 * A slot is written once and emptied when the last of those who wait for it has read it. The array
 * starts small and doubles up to `limit`; beyond that, the oldest slot is overwritten.
 */
export class Ring<E> {
  /** The sequence number the next event gets. */
  head = 0;
  /** The oldest sequence number whose slot may hold an event. */
  tail = 0;
  private slots: (E | typeof LOST | undefined)[];
  private stores: unknown[] | undefined;
  private mask: number;
  private readonly limit: number;

  /** Room for `capacity` events at least, each with its context's store if `withStores`. */
  constructor(capacity: number, withStores: boolean) {
    this.limit = 2 ** Math.ceil(Math.log2(capacity));
    const length = Math.min(FIRST_LENGTH, this.limit);
    this.slots = new Array<undefined>(length).fill(undefined);
    this.stores = withStores ? new Array<unknown>(length).fill(undefined) : undefined;
    this.mask = length - 1;
  }

  /** Lets a sequence number go by that nobody waits for, with an empty ring. Returns the next one. */
  pass(): number {
    this.release(this.head);
    this.head += 1;
    this.tail = this.head;
    return this.head;
  }

  /** Up to which sequence number {@link append} will do. */
  get roomUntil(): number {
    return this.tail + this.mask + 1;
  }

  /** Adds an event where there is known to be room, to a ring without stores. */
  append(event: E): void {
    this.slots[this.head & this.mask] = event;
    this.head += 1;
  }

  /** Adds an event, at the cost of the oldest if the ring can't grow. */
  put(event: E, store: unknown): void {
    if (this.head === this.roomUntil) this.extend();
    if (this.stores !== undefined) this.stores[this.head & this.mask] = store;
    this.append(event);
  }

  /** The event at `seq`, which lies from `tail` to `head` and isn't lost. */
  at(seq: number): E {
    return this.slots[seq & this.mask] as E;
  }

  /** Takes out the event at `tail`, which nobody else waits for, of a ring without stores. */
  take(): E {
    const slot = this.tail & this.mask;
    const event = this.slots[slot] as E;
    this.slots[slot] = undefined;
    this.tail += 1;
    return event;
  }

  /** The context's store that `seq` was published with. */
  storeAt(seq: number): unknown {
    return this.stores?.[seq & this.mask];
  }

  /** Gives up `seq` for everyone. */
  lose(seq: number): void {
    this.slots[seq & this.mask] = LOST;
  }

  isLost(seq: number): boolean {
    return this.slots[seq & this.mask] === LOST;
  }

  /** Empties every slot before `seq`. */
  release(seq: number): void {
    const { slots, stores, mask } = this;
    for (let at = this.tail; at < seq; at++) {
      slots[at & mask] = undefined;
      if (stores !== undefined) stores[at & mask] = undefined;
    }
    if (seq > this.tail) this.tail = seq;
  }

  private extend(): void {
    const length = this.mask + 1;
    if (length === this.limit) {
      this.tail = this.head - this.mask;
      return;
    }
    this.slots = this.copy(this.slots, length * 2);
    if (this.stores !== undefined) this.stores = this.copy(this.stores, length * 2);
    this.mask = length * 2 - 1;
  }

  private copy<T>(from: readonly (T | undefined)[], length: number): (T | undefined)[] {
    const to = new Array<T | undefined>(length).fill(undefined);
    for (let seq = this.tail; seq < this.head; seq++) {
      to[seq & (length - 1)] = from[seq & this.mask];
    }
    return to;
  }
}
