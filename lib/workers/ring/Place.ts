import type { LagNotice, Overflow, SubscriberStats } from '../../bus/index.js';
import {
  BASE,
  BELL,
  BY_MESSAGE,
  CURSOR,
  DROPPED,
  ENDING,
  ENTRY_WORDS,
  LEFT,
  LEFT_AT,
  OPEN,
  ORIGIN,
  PLACE_STATE,
  placeAt,
  UNTIL,
  type RingMemory,
} from './layout.js';

/** What the places of a ring have in common. */
export interface PlaceRules {
  readonly memory: RingMemory;
  readonly capacity: number;
  /** How many bytes a reader may be behind. */
  readonly bytes: number;
  readonly overflow: Overflow;
  /** By slot, where its event begins, counted from the first byte ever written. */
  readonly positions: Float64Array;
  /** A reader has lost something. */
  readonly onLoss: () => void;
}

/** A reader, as its writer sees it. */
export class Place {
  /** The number it takes next, as far as the writer has looked. */
  cursor: number;
  private readonly words: Int32Array;
  private readonly base: number;
  /** The first number that isn't for it. */
  private until = Infinity;
  private dropped = 0;
  private told = 0;
  /** Its account, once it is closed. */
  private final: SubscriberStats | undefined;
  /** How many of the dropped never got a number. */
  private refused = 0;
  /** How many events came from it, and the number of the last. */
  private own = 0;
  private lastOwn = -Infinity;

  constructor(
    readonly index: number,
    readonly name: string,
    private readonly start: number,
    private readonly rules: PlaceRules,
  ) {
    this.words = rules.memory.words;
    this.base = placeAt(index);
    this.cursor = start;
    this.store(CURSOR, start);
    this.store(DROPPED, 0);
    this.store(BASE, start);
    this.store(BY_MESSAGE, 0);
    this.store(PLACE_STATE, OPEN);
  }

  /** Whether its reader has left. */
  get left(): boolean {
    return this.load(PLACE_STATE) === LEFT;
  }

  /** Whether what is published from now on is for it. */
  get open(): boolean {
    return this.until === Infinity;
  }

  /**
   * Makes sure that the event at `head`, whose bytes end at `end`, overwrites nothing that the reader
   * may yet read. Returns whether it may be written.
   */
  makeRoom(head: number, end: number): boolean {
    this.look(head);
    while (!this.hasRoom(this.cursor, head, end)) {
      const { overflow } = this.rules;
      if (overflow === 'drop-newest' || overflow === 'error') return false;
      let next = this.cursor + 1;
      while (!this.hasRoom(next, head, end)) next += 1;
      this.drop(next, head);
    }
    return true;
  }

  /** Where the bytes begin that it may yet read; `position` if there are none. */
  holdsFrom(head: number, position: number): number {
    const { memory, positions } = this.rules;
    const nothing = this.cursor >= Math.min(head, this.until);
    return nothing ? position : (positions[this.cursor & memory.mask] ?? position);
  }

  /** It published the event at `seq` itself. */
  published(seq: number): void {
    if (!this.open) return;
    this.own += 1;
    this.lastOwn = seq;
    this.rebase();
  }

  /** An event was published that couldn't be written. */
  miss(): void {
    if (!this.open || this.left) return;
    this.refused += 1;
    this.rebase();
    this.lose(1);
  }

  /** Nothing more is for it; its reader may have what is pending. */
  finish(head: number): void {
    if (!this.open) return;
    this.until = head;
    this.store(UNTIL, head);
    this.become(ENDING);
  }

  /** Takes the place from its reader, who is told `state`; what was pending is abandoned. */
  close(head: number, state: number): void {
    if (this.final !== undefined) return;
    this.finish(head);
    if (!this.become(state)) {
      this.until = Math.min(this.until, head - ((head - this.load(LEFT_AT)) | 0));
    }
    // A number the reader can't be at, so that it takes nothing more.
    const cursor = Atomics.exchange(this.words, this.base + CURSOR, (head + 2 ** 30) | 0);
    this.cursor = head - ((head - cursor) | 0);
    const { pending, ...account } = this.account(head);
    this.final = { ...account, pending: 0, abandoned: pending };
  }

  /** Wakes the reader; `poke` has a message sent to one that may wait for that. */
  wake(poke: (() => void) | undefined): void {
    Atomics.add(this.words, this.base + BELL, 1);
    Atomics.notify(this.words, this.base + BELL);
    if (this.load(BY_MESSAGE) === 1) poke?.();
  }

  /** What was lost since this was last asked, or nothing. */
  notice(): LagNotice | undefined {
    const { name } = this;
    const dropped = this.dropped - this.told;
    const abandoned = this.final?.abandoned ?? 0;
    if (dropped === 0 && abandoned === 0) return undefined;
    this.told = this.dropped;
    return { subscriber: name, dropped, abandoned };
  }

  stats(head: number): SubscriberStats {
    if (this.final === undefined) this.look(head);
    return this.final ?? this.account(head);
  }

  private account(head: number): SubscriberStats {
    const { name, dropped, refused, cursor, own, start, rules } = this;
    const end = Math.min(head, this.until);
    const pending = Math.max(0, end - cursor - this.ownBetween(cursor, end));
    const ownPassed = own - this.ownBetween(cursor, head);
    const delivered = cursor - start - ownPassed - (dropped - refused);
    return { name, capacity: rules.capacity, pending, delivered, dropped, abandoned: 0 };
  }

  /** Looks where the reader is. */
  private look(head: number): void {
    this.cursor = head - ((head - this.load(CURSOR)) | 0);
  }

  private hasRoom(cursor: number, head: number, end: number): boolean {
    const { memory, positions, capacity, bytes } = this.rules;
    if (cursor >= Math.min(head, this.until)) return true;
    return head - cursor < capacity && end - (positions[cursor & memory.mask] ?? end) <= bytes;
  }

  /** Moves the cursor on to `next`, unless the reader moved it. */
  private drop(next: number, head: number): void {
    const { words, base, cursor } = this;
    const lost = next - cursor - this.ownBetween(cursor, next);
    const seen = Atomics.compareExchange(words, base + CURSOR, cursor | 0, next | 0);
    if (seen !== (cursor | 0)) {
      this.look(head);
      return;
    }
    this.cursor = next;
    this.lose(lost);
  }

  /** How many of these events are the reader's own, which it doesn't miss. */
  private ownBetween(from: number, until: number): number {
    const { entries, mask } = this.rules.memory;
    let found = 0;
    for (let seq = from; seq < until && seq <= this.lastOwn; seq++) {
      if (entries[(seq & mask) * ENTRY_WORDS + ORIGIN] === this.index) found += 1;
    }
    return found;
  }

  private rebase(): void {
    this.store(BASE, this.start + this.own - this.refused);
  }

  private lose(count: number): void {
    this.dropped += count;
    this.store(DROPPED, this.dropped);
    this.rules.onLoss();
  }

  /** Changes what becomes of the place, unless its reader has left. */
  private become(state: number): boolean {
    const was = this.load(PLACE_STATE);
    if (was === LEFT) return false;
    return Atomics.compareExchange(this.words, this.base + PLACE_STATE, was, state) === was;
  }

  private load(word: number): number {
    return Atomics.load(this.words, this.base + word);
  }

  private store(word: number, value: number): void {
    Atomics.store(this.words, this.base + word, value);
  }
}
