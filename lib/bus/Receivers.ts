import type { LagNotice, SubscriberStats } from './stats.js';

/** A synchronous subscriber: a function, an observer, or what stands at the head of a pipe. */
export interface Receiver<E> {
  readonly name: string;
  readonly next: (event: E) => void;
  readonly error: (error: unknown) => void;
  readonly complete: () => void;
}

/** A receiver's place among the others, and what its account is reckoned from. */
export interface Place<E> {
  readonly receiver: Receiver<E>;
  /** The first sequence number it may see. */
  readonly from: number;
  /** How many events had been lost for everyone when its turn began. */
  lostBefore: number;
  /** How much of its loss it was told. */
  told: number;
  left: boolean;
  /** Its index among the active ones, or -1 before its turn begins and after it left. */
  index: number;
}

/** Stands where a receiver was that left while an event is being delivered. */
const gone = (): void => undefined;

/**
 * All synchronous subscribers, who share one position: event n reaches each of them before n+1
 * reaches any. Nothing is written per delivery but the index of the one being served; every
 * subscriber's account follows from the shared position.
 */
export class Receivers<E> {
  /** How many there are, those whose turn is yet to begin included. */
  count = 0;
  /** {@link muster} has something to do before the event at this sequence number. */
  due = Infinity;
  /** The index of the one that has the event at hand, or -1. */
  private at = -1;
  private nexts: ((event: E) => void)[] = [];
  private places: Place<E>[] = [];
  private joining: Place<E>[] = [];

  constructor(
    private readonly options: {
      readonly capacity: number;
      readonly onFault: (error: unknown, subscriber: string, event: E) => void;
    },
  ) {}

  /** Whether an event is being handed over right now. */
  get delivering(): boolean {
    return this.at >= 0;
  }

  /** Adds one that sees sequence number `from` and later. */
  add(receiver: Receiver<E>, from: number): Place<E> {
    const place: Place<E> = { receiver, from, lostBefore: 0, told: 0, left: false, index: -1 };
    let at = this.joining.length;
    while ((this.joining[at - 1]?.from ?? from) > from) at -= 1;
    this.joining.splice(at, 0, place);
    this.due = Math.min(this.due, from);
    this.count += 1;
    return place;
  }

  remove(place: Place<E>): void {
    this.count -= 1;
    place.left = true;
    if (place.index < 0) {
      this.joining = this.joining.filter((other) => other !== place);
      return;
    }
    this.nexts[place.index] = gone;
    place.index = -1;
    this.due = 0;
    if (this.at < 0 && this.gaps() * 2 >= this.places.length) this.compact();
  }

  /** Begins the turn of those who may see the event at `pos`, and closes the gaps of those who left. */
  muster(pos: number, lost: number): void {
    if (this.gaps() > 0) this.compact();
    for (
      let place = this.joining[0];
      place !== undefined && place.from <= pos;
      place = this.joining[0]
    ) {
      this.joining.shift();
      place.lostBefore = lost - (pos - place.from);
      place.index = this.nexts.push(place.receiver.next) - 1;
      this.places.push(place);
    }
    this.due = this.joining[0]?.from ?? Infinity;
  }

  /** Hands `event` to every receiver in order. One that throws keeps nobody from it. Returns how many had it. */
  deliver(event: E): number {
    const nexts = this.nexts;
    const length = nexts.length;
    if (length === 1) return this.deliverToOne(event);
    let at = 0;
    while (at < length) {
      try {
        for (; at < length; at++) {
          this.at = at;
          // Asserted rather than looked at, which would cost 8 % of a delivery.
          (nexts[at] as (event: E) => void)(event);
        }
      } catch (error) {
        this.fault(at, error, event);
        at += 1;
      }
    }
    this.at = -1;
    return length;
  }

  /** As {@link deliver}, without its loops, which would cost a single receiver 15 % of a delivery. */
  private deliverToOne(event: E): number {
    this.at = 0;
    try {
      (this.nexts[0] as (event: E) => void)(event);
    } catch (error) {
      this.fault(0, error, event);
    }
    this.at = -1;
    return 1;
  }

  private fault(at: number, error: unknown, event: E): void {
    this.options.onFault(error, this.places[at]?.receiver.name ?? '', event);
  }

  /** Those present, in order. */
  *[Symbol.iterator](): Generator<Place<E>> {
    yield* this.places.filter((_, index) => this.nexts[index] !== gone);
    yield* [...this.joining];
  }

  /** The account of `place` when `head` events are published, `pos` of them delivered or under way, and `lost` lost. */
  account(place: Place<E>, head: number, pos: number, lost: number): SubscriberStats {
    const waits = this.at >= 0 && place.index > this.at ? 1 : 0;
    const dropped = this.dropped(place, pos, lost);
    return {
      name: place.receiver.name,
      capacity: this.options.capacity,
      pending: head - Math.max(pos, place.from) + waits,
      delivered: Math.max(0, pos - place.from) - dropped - waits,
      dropped,
      abandoned: 0,
    };
  }

  /** What `place` has lost since this was last asked, or nothing. */
  notice(place: Place<E>, pos: number, lost: number): LagNotice | undefined {
    const dropped = this.dropped(place, pos, lost) - place.told;
    if (dropped === 0) return undefined;
    place.told += dropped;
    return { subscriber: place.receiver.name, dropped, abandoned: 0 };
  }

  private dropped(place: Place<E>, pos: number, lost: number): number {
    return place.index < 0 ? Math.max(0, pos - place.from) : lost - place.lostBefore;
  }

  private gaps(): number {
    return this.places.length - (this.count - this.joining.length);
  }

  private compact(): void {
    this.places = this.places.filter((_, index) => this.nexts[index] !== gone);
    this.places.forEach((place, index) => (place.index = index));
    this.nexts = this.places.map((place) => place.receiver.next);
  }
}
