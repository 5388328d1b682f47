import { BufferOverflowError } from '../errors.js';
import type { Context } from './Context.js';
import type { Overflow } from './overflow.js';
import { Ring } from './Ring.js';
import type { LagNotice, SubscriberStats } from './stats.js';

/** What stands behind a reader: it takes events when it is ready for them. */
export interface Intake {
  /** Whether an event can be taken now. Asked only when there is one. */
  readonly ready: () => boolean;
  /** Reads one event or one batch. */
  readonly take: () => void;
  /** No event will follow; work in hand may finish. */
  readonly complete: () => void;
  /** No event will follow and work in hand is cancelled, because of a failure or for want of time. */
  readonly stop: (failure: Failure | undefined) => void;
}

/** Why something ended badly. */
export interface Failure {
  readonly error: unknown;
}

/** How a reader reads. */
export interface ReaderOptions {
  readonly name: string;
  readonly capacity: number;
  readonly overflow: Overflow;
  /** How many events its intake takes at a time, at most. */
  readonly batch: number;
  readonly onLag: ((notice: LagNotice) => void) | undefined;
}

/** What a reader reads from. */
export interface ReaderSource<E> {
  readonly ring: Ring<E>;
  /** Readers may read what lies before this. */
  readonly pos: number;
  /** What a newcomer reads first. */
  readonly start: number;
  readonly context: Context | undefined;
  /** Whether nothing will be published after what the ring holds, and all of it may be read. */
  readonly completed: boolean;
  /** The readers must be visited before the event at `seq` is overwritten. */
  protect(seq: number): void;
  /** A reader has lost something. */
  lagged(): void;
  /** `reader` has read on by itself. */
  advanced(reader: Reader<E>): void;
  detach(reader: Reader<E>): void;
}

/**
 * An asynchronous subscriber: a cursor into the ring. It costs the bus nothing while it lags: what
 * it lost is a subtraction, done when it is next looked at.
 */
export class Reader<E> {
  /** The sequence number it reads next. */
  cursor: number;
  left = false;
  private delivered = 0;
  private dropped = 0;
  private abandoned = 0;
  private told = 0;
  private draining = false;
  private ended = false;
  /** The oldest events, for a reader that drops the newest. */
  private readonly kept: Ring<E> | undefined;

  constructor(
    private readonly source: ReaderSource<E>,
    readonly options: ReaderOptions,
    private readonly intake: Intake,
  ) {
    this.cursor = source.start;
    if (options.overflow === 'drop-newest') {
      this.kept = new Ring(options.capacity, source.context !== undefined);
    }
    source.protect(this.cursor);
  }

  /** How many events can be read now. */
  available(): number {
    const { ring, pos } = this.source;
    if (this.cursor < ring.tail) this.skip(ring.tail - this.cursor);
    while (this.cursor < pos && ring.isLost(this.cursor)) this.skip(1);
    return Math.max(0, pos - this.cursor) + this.keptCount();
  }

  /** Hands one event, which must be available, to `work`, in the context it was published in. */
  read(work: (event: E) => void): void {
    const { context } = this.source;
    if (context === undefined) {
      work(this.shift());
      return;
    }
    const store = this.store();
    const event = this.shift();
    context.run(store, () => work(event));
  }

  /** Hands a batch of events to `work`, in the context that the first was published in. */
  readBatch(work: (events: readonly E[]) => void): void {
    const { context } = this.source;
    const store = context === undefined ? undefined : this.store();
    const events: E[] = [];
    while (events.length < this.options.batch && this.available() > 0) events.push(this.shift());
    if (context === undefined) work(events);
    else {
      context.run(store, () => work(events));
    }
  }

  /**
   * Hands the intake what it is ready for, then drops what exceeds the capacity. When `forced`,
   * because the ring needs room, only in whole batches. Returns how many events were taken.
   */
  drain(forced: boolean): number {
    if (this.left) return 0;
    if (this.draining) {
      // The intake is at work further up the stack, and what it publishes there needs room.
      this.settle();
      if (this.kept !== undefined) this.source.protect(this.cursor);
      return 0;
    }
    const before = this.delivered;
    this.draining = true;
    const enough = forced ? this.options.batch : 1;
    while (this.readable() >= enough && this.intake.ready()) this.intake.take();
    this.draining = false;
    const waiting = this.readable() < enough;
    this.settle();
    if (waiting || this.kept !== undefined) this.source.protect(this.cursor);
    this.finish();
    return this.delivered - before;
  }

  /** The intake has become ready. It was not until now, so what exceeds the capacity is gone first. */
  freed(): void {
    if (this.draining || this.left) return;
    this.settle();
    this.drain(false);
    this.source.advanced(this);
  }

  /** Tells the intake of the end once everything is read. */
  finish(): void {
    if (this.ended || this.left || this.draining) return;
    if (!this.source.completed || this.pending() > 0) return;
    this.ended = true;
    this.intake.complete();
  }

  /** Ends the reader at once, its work in hand cancelled. What it had pending is abandoned. */
  end(failure: Failure | undefined): void {
    if (this.left) return;
    this.leave();
    this.intake.stop(failure);
  }

  /** Takes the reader off the bus; what it still had pending is abandoned. */
  leave(): void {
    if (this.left) return;
    this.abandoned = this.pending();
    this.left = true;
    this.kept?.release(this.kept.head);
    this.source.detach(this);
  }

  /** What was lost since this was last asked, or nothing. */
  notice(): LagNotice | undefined {
    const dropped = this.dropped - this.told;
    if (dropped === 0 && this.abandoned === 0) return undefined;
    this.told = this.dropped;
    return { subscriber: this.options.name, dropped, abandoned: this.abandoned };
  }

  stats(): SubscriberStats {
    const { delivered, dropped, abandoned } = this;
    const { name, capacity } = this.options;
    return { name, capacity, pending: this.pending(), delivered, dropped, abandoned };
  }

  private pending(): number {
    return this.left ? 0 : this.source.ring.head - this.cursor + this.keptCount();
  }

  private readable(): number {
    return this.left ? 0 : this.available();
  }

  private store(): unknown {
    const { kept } = this;
    return kept !== undefined && this.keptCount() > 0
      ? kept.storeAt(kept.tail)
      : this.source.ring.storeAt(this.cursor);
  }

  private shift(): E {
    this.delivered += 1;
    const { kept } = this;
    if (kept === undefined || this.keptCount() === 0) return this.source.ring.at(this.cursor++);
    const event = kept.at(kept.tail);
    kept.release(kept.tail + 1);
    return event;
  }

  private skip(count: number): void {
    this.cursor += count;
    this.dropped += count;
    this.source.lagged();
  }

  private settle(): void {
    if (this.left) return;
    const { capacity, overflow, name } = this.options;
    if (this.kept !== undefined) this.keepOldest(this.kept, capacity);
    const excess = this.available() - capacity;
    if (overflow === 'error' && (excess > 0 || this.dropped > 0)) {
      // What the ring had no room for was pending like the rest, and is abandoned with it.
      this.cursor -= this.dropped;
      this.dropped = 0;
      this.end({ error: new BufferOverflowError(name, capacity) });
    } else if (excess > 0) {
      this.skip(excess);
    }
  }

  private keepOldest(kept: Ring<E>, capacity: number): void {
    const { ring } = this.source;
    while (this.keptCount() < capacity && this.available() > this.keptCount()) {
      kept.put(ring.at(this.cursor), ring.storeAt(this.cursor));
      this.cursor += 1;
    }
  }

  private keptCount(): number {
    return this.kept === undefined ? 0 : this.kept.head - this.kept.tail;
  }
}
