import { loopWatch } from '../internal/loopWatch.js';
import { macrotask } from '../internal/macrotask.js';
import type { BroadcastOptions } from './BroadcastOptions.js';
import type { Context } from './Context.js';
import type { Failure, Reader, ReaderSource } from './Reader.js';
import { Readers } from './Readers.js';
import { Receivers, type Place, type Receiver } from './Receivers.js';
import { Ring } from './Ring.js';
import type { SubscriberStats } from './stats.js';
import { timed } from './timed.js';

/** How many deliveries pass between two looks at the clock. */
const STRIDE = 128;

const resolved = Promise.resolve();

/**
 * One ring, the receivers that share a position in it, the readers with a cursor each, and the pump
 * that takes events from publishers to both. Knows no stream library.
 */
export class Broadcast<E> implements ReaderSource<E> {
  /** The sequence number the receivers come to next. */
  pos = 0;
  /** How many subscribers there are. */
  count = 0;
  /** Everything published was delivered and nothing more will be. */
  ended = false;
  readonly ring: Ring<E>;
  readonly context: Context | undefined;
  private readonly receivers: Receivers<E>;
  private readonly readers: Readers<E>;
  /** Events lost for everyone. */
  private lost = 0;
  /** How many of those the receivers were told of. */
  private told = 0;
  /** A reader has lost something and wasn't told. */
  private lagging = false;
  /** A pump is running, or due. */
  private scheduled = false;
  private pumping = false;
  private ending: { readonly failure: Failure | undefined } | undefined;
  /** Up to which sequence number an event can be published without a look at anything else. */
  private clearUntil = 0;
  /** Up to which sequence number an event only has to be handed to receivers whose turn has begun. */
  private plainUntil = 0;
  /** How many deliveries are left until the next look at the clock. */
  private untilLook = STRIDE;
  private readonly capacity: number;
  /** Every publication is more than a write into the ring. */
  private readonly careful: boolean;

  constructor(readonly options: BroadcastOptions<E>) {
    // A ring's worth for a burst, one for what its handlers publish, and one for readers to hold.
    this.ring = new Ring(options.capacity * 3, options.context !== undefined);
    this.context = options.context;
    this.capacity = options.capacity;
    this.careful = options.context !== undefined || options.monitor !== undefined;
    this.receivers = new Receivers(options);
    this.readers = new Readers(this.ring);
  }

  /** What the stream ends or ended with, if `error` was called. */
  get failure(): Failure | undefined {
    return this.ending?.failure;
  }

  /** What a newcomer sees first: what is published next or, if it comes because of an event, the one after that. */
  get start(): number {
    return this.receivers.delivering ? this.pos : this.ring.head;
  }

  get completed(): boolean {
    return this.ended && this.failure === undefined;
  }

  publish(event: E): number {
    if (this.ring.head >= this.clearUntil) return this.publishWithCare(event);
    this.ring.append(event);
    if (!this.scheduled) this.schedule();
    return this.count;
  }

  receive(receiver: Receiver<E>): Place<E> {
    this.plainUntil = 0;
    this.count += 1;
    const { monitor } = this.options;
    if (monitor === undefined) return this.receivers.add(receiver, this.start);
    const next = timed(monitor, receiver.name, receiver.next, () => this.pos);
    return this.receivers.add({ ...receiver, next }, this.start);
  }

  /** Takes a receiver off; what it still had pending is abandoned. */
  dismiss(place: Place<E>): void {
    if (place.left) return;
    const { ledger } = this.options;
    const account = this.account(place);
    ledger.note(this.receivers.notice(place, this.pos, this.lost), undefined);
    this.plainUntil = 0;
    this.receivers.remove(place);
    ledger.depart({ ...account, pending: 0, abandoned: account.pending });
    if (!this.pumping) ledger.tell();
    this.departed();
  }

  attach(reader: Reader<E>): void {
    this.plainUntil = 0;
    this.count += 1;
    this.readers.add(reader);
  }

  detach(reader: Reader<E>): void {
    const { ledger } = this.options;
    this.readers.remove(reader);
    ledger.depart(reader.stats());
    ledger.note(reader.notice(), reader.options.onLag);
    if (!this.pumping) ledger.tell();
    this.departed();
  }

  /** Ends the stream once all that is pending is delivered; on a failure, readers end at once. */
  finish(failure: Failure | undefined): void {
    if (this.ending !== undefined) return;
    this.ending = { failure };
    this.clearUntil = 0;
    if (failure !== undefined) for (const reader of this.readers) reader.end(failure);
    this.settle();
  }

  /** Ends at once for everyone who is still here; what they had pending is abandoned. */
  abandon(): void {
    this.ending ??= { failure: undefined };
    this.clearUntil = 0;
    this.ended = true;
    if (this.count === 0) this.options.onEmpty();
    this.endReceivers();
    for (const reader of this.readers) reader.end(this.failure);
  }

  /** The accounts of those who are here. */
  *accounts(): Generator<SubscriberStats> {
    for (const place of this.receivers) yield this.account(place);
    for (const reader of this.readers) yield reader.stats();
  }

  protect(seq: number): void {
    this.readers.visitAt = Math.min(this.readers.visitAt, seq + this.capacity);
    this.plainUntil = Math.min(this.plainUntil, this.readers.visitAt - 1);
  }

  lagged(): void {
    this.lagging = true;
  }

  advanced(reader: Reader<E>): void {
    this.readers.advanced(reader, this.pos);
  }

  private schedule(): void {
    this.scheduled = true;
    const { defer } = this.options;
    if (defer !== undefined) defer(this.pump);
    else if (loopWatch.overdue) macrotask(this.pump);
    else void resolved.then(this.pump);
  }

  private readonly pump = (): void => {
    const { ring, receivers, readers } = this;
    this.pumping = true;
    while (this.pos < ring.head) {
      this.untilLook -= this.pos < this.plainUntil ? receivers.deliver(this.next()) : this.step();
      if (this.untilLook <= 0 && this.look()) break;
    }
    this.untilLook -= readers.visit(this.pos, false);
    this.pumping = false;
    this.tell();
    this.scheduled = false;
    if (this.pos < ring.head) this.schedule();
    else this.settle();
  };

  /** Whether it is time to let the event loop turn. */
  private look(): boolean {
    this.untilLook = STRIDE;
    return this.options.defer === undefined && loopWatch.look();
  }

  private next(): E {
    const seq = this.pos;
    this.pos = seq + 1;
    return this.readers.count === 0 ? this.ring.take() : this.ring.at(seq);
  }

  /** Delivers the next event to every receiver, whoever else there is. Returns the number of deliveries. */
  private step(): number {
    const { ring, receivers, readers } = this;
    const seq = this.pos;
    let deliveries = 1;
    if (receivers.count === 0) {
      this.pos = Math.min(ring.head, readers.visitAt);
    } else {
      if (receivers.due <= seq) receivers.muster(seq, this.lost);
      const store = ring.storeAt(seq);
      const event = ring.at(seq);
      this.pos = seq + 1;
      if (readers.count === 0) ring.release(this.pos);
      deliveries = this.deliverIn(store, event);
    }
    if (this.pos >= readers.visitAt) deliveries += readers.visit(this.pos, true);
    this.simplify();
    return deliveries;
  }

  private deliverIn(store: unknown, event: E): number {
    if (this.context === undefined) return this.receivers.deliver(event);
    let deliveries = 0;
    this.context.run(store, () => (deliveries = this.receivers.deliver(event)));
    return deliveries;
  }

  private simplify(): void {
    const careful = this.context !== undefined || this.receivers.count === 0;
    this.plainUntil = careful ? 0 : Math.min(this.receivers.due, this.readers.visitAt - 1);
  }

  private publishWithCare(event: E): number {
    const { ring } = this;
    if (ring.head - this.pos >= this.capacity) this.makeRoom();
    if (this.ending !== undefined) return 0;
    if (this.careful) this.options.monitor?.published(event, ring.head + 1);
    if (this.count === 0 && !this.receivers.delivering) {
      this.pos = ring.pass();
      return 0;
    }
    ring.put(event, this.context?.getStore());
    if (!this.careful && this.count > 0) {
      this.clearUntil = Math.min(this.pos + this.capacity, ring.roomUntil);
    }
    if (!this.scheduled) this.schedule();
    return this.count;
  }

  /** The ring is full: pumps on the publisher's stack until there is room, or loses the oldest if a pump runs. */
  private makeRoom(): void {
    if (this.ending !== undefined) return;
    const { capacity } = this;
    if (!this.pumping) {
      this.pumping = true;
      for (let n = capacity; n > 0 && this.ring.head - this.pos >= capacity; n--) this.step();
      this.pumping = false;
    }
    if (this.ring.head - this.pos < 2 * capacity) return;
    if (this.readers.count === 0) this.ring.release(this.pos + 1);
    else this.ring.lose(this.pos);
    this.pos += 1;
    this.lost += 1;
  }

  private account(place: Place<E>): SubscriberStats {
    return this.receivers.account(place, this.ring.head, this.pos, this.lost);
  }

  /** Tells of what was lost since the last pump. */
  private tell(): void {
    const { ledger } = this.options;
    if (this.lagging) {
      this.lagging = false;
      for (const reader of this.readers) ledger.note(reader.notice(), reader.options.onLag);
    }
    if (this.told !== this.lost) {
      this.told = this.lost;
      for (const place of this.receivers) {
        ledger.note(this.receivers.notice(place, this.pos, this.lost), undefined);
      }
    }
    ledger.tell();
  }

  private departed(): void {
    this.count -= 1;
    if (this.count === 0) {
      this.clearUntil = 0;
      // While an event is delivered, one may come yet that sees the next: concat, repeat, retry.
      if (!this.receivers.delivering) this.pos = this.ring.head;
    }
    this.readers.release(this.pos);
    if (this.count > 0) return;
    if (this.ended) this.options.onEmpty();
    else this.settle();
  }

  /** If the stream has come to its end, says so to everyone. */
  private settle(): void {
    if (this.ending === undefined || this.ended || this.pumping || this.pos < this.ring.head)
      return;
    this.ended = true;
    if (this.count === 0) this.options.onEmpty();
    this.endReceivers();
    for (const reader of this.readers) reader.finish();
  }

  private endReceivers(): void {
    const { failure } = this;
    for (const place of this.receivers) {
      if (place.left) continue;
      this.dismiss(place);
      if (failure === undefined) place.receiver.complete();
      else place.receiver.error(failure.error);
    }
  }
}
