import type { SubscriberStats } from '../../bus/index.js';
import { BufferOverflowError } from '../../errors.js';
import {
  ASLEEP,
  AT,
  BASE,
  BELL,
  BY_MESSAGE,
  CURSOR,
  divide,
  DROPPED,
  ENDING,
  ENTRY_WORDS,
  HEAD,
  LEFT,
  LEFT_AT,
  LENGTH,
  OPEN,
  ORIGIN,
  OVERFLOWN,
  PLACE_STATE,
  placeAt,
  UNTIL,
  type RingMemory,
} from './layout.js';
import type { SharedPlace } from './SharedPlace.js';
import { waitAsync } from './waitAsync.js';

const NOTHING = new Uint8Array(0);

/** How often a thread that waits looks before it sleeps: to wake it costs the writer microseconds. */
const LOOKS = 2_000;

/** How many bytes are copied at a time, unless one event is larger. */
const CHUNK = 32_768;

/**
 * The end of a {@link SharedRing} in another thread, of which there is one for each place.
 *
 * A thread that does nothing else waits with `wait()`, as in the example of {@link SharedRing}; one
 * that has an event loop to turn, with `whenReadable()`.
 */
export class SharedReader {
  private readonly memory: RingMemory;
  private readonly base: number;
  private readonly bit: number;
  private readonly waitAsync = waitAsync();
  /** The number it takes next, and the first that it can't take yet, as far as it has looked. */
  private cursor: number;
  private limit: number;
  private over = false;
  private overflown = false;
  private delivered = 0;
  private dropped = 0;
  private abandoned = 0;
  /** A copy of the arena from `chunkAt`, in which the events before `chunkLimit` are whole. */
  private chunk = NOTHING;
  private chunkAt = 0;
  private chunkLimit: number;
  /** BELL before it was last asleep. */
  private bell = 0;
  private awake: (() => void) | undefined;

  /** Takes the place, which nobody else may have taken. */
  constructor(private readonly handle: SharedPlace) {
    this.memory = divide(handle.memory, handle.capacity);
    this.base = placeAt(handle.place);
    this.bit = 1 << handle.place;
    this.cursor = this.load(CURSOR);
    this.limit = this.cursor;
    this.chunkLimit = this.cursor;
    if (this.waitAsync === undefined) this.store(BY_MESSAGE, 1);
  }

  /** Whether nothing will follow: the ring has ended and everything is read, or the place is lost. */
  get ended(): boolean {
    if (!this.over && this.load(PLACE_STATE) !== OPEN) this.look();
    return this.over;
  }

  /** Why the place was lost, if the reader fell behind and asked to end then. */
  get failure(): BufferOverflowError | undefined {
    if (!this.ended || !this.overflown) return undefined;
    return new BufferOverflowError(this.handle.name, this.handle.capacity);
  }

  /**
   * Takes the next event.
   *
   * @returns its bytes, a copy that is the caller's, though what it keeps of them keeps up to 32 KiB of
   * their neighbours; `undefined` if there is nothing to read now
   */
  read(): Uint8Array | undefined {
    const { base, handle } = this;
    const { words, entries, mask } = this.memory;
    for (;;) {
      const { cursor } = this;
      if (((this.limit - cursor) | 0) <= 0 && !this.look()) return undefined;
      const entry = (cursor & mask) * ENTRY_WORDS;
      const event = entries[entry + ORIGIN] === handle.place ? undefined : this.copy(entry);
      const next = (cursor + 1) | 0;
      const seen = Atomics.compareExchange(words, base + CURSOR, cursor, next);
      if (seen !== cursor) {
        this.moved(seen);
        continue;
      }
      this.cursor = next;
      if (event === undefined) continue;
      this.delivered += 1;
      return event;
    }
  }

  /**
   * Holds the thread until there is something to read.
   *
   * @param timeout - for how many milliseconds at most; default: as long as it takes
   * @returns whether it is worth going on: `false` once nothing will follow
   */
  wait(timeout = Infinity): boolean {
    for (let looks = timeout > 0 ? LOOKS : 0; looks > 0; looks--) {
      if (this.look() || this.over) return !this.over;
    }
    if (this.sleep()) Atomics.wait(this.memory.words, this.base + BELL, this.bell, timeout);
    return !this.ended;
  }

  /** Waits, without holding the thread, until there is something to read or nothing will follow. */
  async whenReadable(): Promise<void> {
    if (!this.sleep()) return;
    if (this.waitAsync === undefined) {
      await new Promise<void>((resolve) => (this.awake = resolve));
      return;
    }
    const waiting = this.waitAsync(this.memory.words, this.base + BELL, this.bell);
    if (waiting.async) await waiting.value;
  }

  /** Called when the writer's `onWake` says so, or to have `whenReadable` settle. */
  wake(): void {
    this.awake?.();
    this.awake = undefined;
    Atomics.add(this.memory.words, this.base + BELL, 1);
    Atomics.notify(this.memory.words, this.base + BELL);
  }

  /** Gives up the place. What was pending is abandoned. */
  leave(): void {
    if (this.ended) return;
    // Unless the writer ends the place now, or takes it.
    if (!this.leaveAt(OPEN, Atomics.load(this.memory.words, HEAD))) {
      this.leaveAt(ENDING, this.load(UNTIL));
    }
    this.finish();
    this.wake();
  }

  /** The reader's account; its writer keeps the same. */
  stats(): SubscriberStats {
    const { name, capacity } = this.handle;
    if (!this.over) this.count();
    const { delivered, dropped, abandoned } = this;
    const pending = this.over ? 0 : this.pending();
    return { name, capacity, pending, delivered, dropped, abandoned };
  }

  /** Notes up to where it may read. Returns whether there is anything. */
  private look(): boolean {
    if (this.over) return false;
    const head = Atomics.load(this.memory.words, HEAD);
    const state = this.load(PLACE_STATE);
    if (state !== OPEN && state !== ENDING) {
      this.finish();
      return false;
    }
    this.limit = state === OPEN ? head : this.load(UNTIL);
    if (((this.limit - this.cursor) | 0) > 0) return true;
    this.chunk = NOTHING;
    if (state === ENDING) this.finish();
    return false;
  }

  /** The writer has moved the cursor: on, since the reader was too slow, or away. */
  private moved(cursor: number): void {
    const state = this.load(PLACE_STATE);
    if (state !== OPEN && state !== ENDING) this.finish();
    else this.cursor = cursor;
    this.limit = this.cursor;
  }

  private finish(): void {
    this.overflown = this.load(PLACE_STATE) === OVERFLOWN;
    this.count();
    this.abandoned = this.pending();
    this.over = true;
    this.limit = this.cursor;
    this.chunk = NOTHING;
  }

  /** Asks to be woken, unless there is something to do. */
  private sleep(): boolean {
    const { words } = this.memory;
    this.bell = this.load(BELL);
    Atomics.or(words, ASLEEP, this.bit);
    if (!this.look() && !this.over) return true;
    Atomics.and(words, ASLEEP, ~this.bit);
    return false;
  }

  private count(): void {
    this.dropped += (this.load(DROPPED) - this.dropped) | 0;
  }

  private pending(): number {
    const base = this.load(BASE);
    const head = Atomics.load(this.memory.words, HEAD);
    const state = this.load(PLACE_STATE);
    const end = state === OPEN ? head : this.load(state === LEFT ? LEFT_AT : UNTIL);
    return (end - base - this.delivered - this.dropped) | 0;
  }

  /** Leaves the place, if this is what becomes of it, with what comes before `end`. */
  private leaveAt(state: number, end: number): boolean {
    this.store(LEFT_AT, end);
    return (
      Atomics.compareExchange(this.memory.words, this.base + PLACE_STATE, state, LEFT) === state
    );
  }

  /** The event of an entry, which may be overwritten meanwhile: nonsense then, within bounds. */
  private copy(entry: number): Uint8Array {
    const { entries } = this.memory;
    const at = entries[entry + AT] ?? 0;
    const length = entries[entry + LENGTH] ?? 0;
    let start = at - this.chunkAt;
    const isOld = ((this.chunkLimit - this.cursor) | 0) <= 0;
    if (isOld || start < 0 || start + length > this.chunk.length) {
      this.copyFrom(at, length);
      start = 0;
    }
    return this.chunk.subarray(start, start + length);
  }

  /** Copies the event and what follows it, as far as that is written and a chunk goes. */
  private copyFrom(at: number, length: number): void {
    const { entries, arena, mask } = this.memory;
    const last = ((this.limit - 1) & mask) * ENTRY_WORDS;
    const end = (entries[last + AT] ?? 0) + (entries[last + LENGTH] ?? 0);
    const until = end > at ? end : arena.length;
    this.chunk = arena.slice(at, Math.max(at + length, Math.min(until, at + CHUNK)));
    this.chunkAt = at;
    this.chunkLimit = this.limit;
  }

  private load(word: number): number {
    return Atomics.load(this.memory.words, this.base + word);
  }

  private store(word: number, value: number): void {
    Atomics.store(this.memory.words, this.base + word, value);
  }
}
