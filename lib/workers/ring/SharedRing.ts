import type { BusStats, Overflow, SubscriberStats } from '../../bus/index.js';
import { overflowOption } from '../../bus/overflow.js';
import { EventTooLargeError, WorkerConnectionError } from '../../errors.js';
import { nameOption } from '../../internal/options.js';
import {
  allocate,
  ASLEEP,
  AT,
  divide,
  ENTRY_WORDS,
  HEAD,
  LENGTH,
  ORIGIN,
  OVERFLOWN,
  padded,
  type RingMemory,
} from './layout.js';
import type { PlaceRules } from './Place.js';
import { Places, type JoinOptions, type Member } from './Places.js';
import { ringSize, type RingSize } from './ringSize.js';
import type { SharedPlace } from './SharedPlace.js';

/** How a {@link SharedRing} is made. */
export interface SharedRingOptions extends RingSize {
  /**
   * What a reader loses when it falls further behind than that. A ring that drops the newest has one
   * reader, since it keeps for it what others would overwrite.
   *
   * @defaultValue 'drop-oldest'
   */
  readonly overflow?: Overflow;
}

/** The number of the first event: few before the numbers wrap, so that a wrap is nothing rare. */
const FIRST = 2 ** 32 - 1_024;

/**
 * A bounded broadcast of bytes to other threads, through memory they share. This thread writes; up to
 * 31 others read, each at its own pace. Writing never waits: a reader that is too slow, or dead, loses
 * what `overflow` says, and every loss is counted. See {@link connectWorker} for events and a Bus at
 * both ends; a ring is what that stands on, for those who count nanoseconds.
 *
 * @example
 * ```ts
 * import { isMainThread, Worker, workerData } from 'node:worker_threads';
 * import { SharedReader, SharedRing, type SharedPlace } from 'ron-kernel/workers';
 *
 * if (isMainThread) {
 *   const ring = new SharedRing({ capacity: 1024, bytes: 65_536 });
 *   const place = ring.join({ name: 'lengths' });
 *   const worker = new Worker(new URL(import.meta.url), { workerData: place });
 *   ring.write(new Uint8Array(128));
 *   ring.end();
 *   worker.on('exit', () => console.log(ring.stats().subscribers));
 * } else {
 *   const reader = new SharedReader(workerData as SharedPlace);
 *   while (reader.wait()) {
 *     for (let bytes = reader.read(); bytes; bytes = reader.read()) console.log(bytes.length);
 *   }
 * }
 * ```
 */
export class SharedRing {
  private readonly memory: RingMemory;
  private readonly rules: PlaceRules;
  private readonly places: Places;
  /** The number of the next event. */
  private head = FIRST;
  /** Where the next bytes go: counted from the first ever written, and in the arena. */
  private position = 0;
  private at = 0;
  private published = 0;
  /** Up to which number, and which byte, an event can be written without a look at the readers. */
  private clearUntil = -Infinity;
  private clearBytes = 0;
  private ended = false;

  constructor(options: SharedRingOptions = {}) {
    const { overflow = 'drop-oldest' } = options;
    const policy = overflowOption(overflow);
    const { capacity, bytes } = ringSize(options, policy);
    const memory = allocate(capacity, bytes);
    this.memory = divide(memory, capacity);
    this.rules = {
      memory: this.memory,
      capacity,
      bytes: this.memory.arena.length,
      overflow: policy,
      positions: new Float64Array(this.memory.mask + 1),
      onLoss: () => this.places.lagged(),
    };
    this.places = new Places(this.rules, memory);
    Atomics.store(this.memory.words, HEAD, this.head);
  }

  /** Whether another reader can join. */
  get hasPlace(): boolean {
    return !this.ended && this.places.hasRoom;
  }

  /**
   * Gives a reader a place. It has what is written from now on, also before its thread begins to
   * read, as far as the capacity goes.
   *
   * @returns what the reader's thread makes a {@link SharedReader} of
   * @throws WorkerConnectionError if there is no place left, or the ring has ended
   */
  join(options: JoinOptions): SharedPlace {
    const name = nameOption('name', options.name);
    if (!this.hasPlace) {
      const why = this.ended ? 'it has ended' : 'every place is taken';
      throw new WorkerConnectionError(`'${name}' can't join this ring: ${why}; make another`);
    }
    this.clearUntil = -Infinity;
    return this.places.add(options, this.head);
  }

  /**
   * Writes an event for every reader but the one it came from. Never waits.
   *
   * @param bytes - the event; it is copied
   * @param from - the place of the reader that it came from and that doesn't get it back
   * @returns whether it was written: not if it is for no reader, nor if the only one has no room and
   * the ring drops the newest
   * @throws EventTooLargeError if it can't ever fit; the account of each it was for has it as dropped
   */
  write(bytes: Uint8Array, from?: SharedPlace): boolean {
    const { words, entries, arena, mask } = this.memory;
    const { head } = this;
    const { length } = bytes;
    const size = padded(length);
    let { at, position } = this;
    if (at + size > arena.length) {
      // It goes to the beginning instead.
      position += arena.length - at;
      at = 0;
    }
    const end = position + size;
    this.published += 1;
    if (!this.places.hasOthers(from)) return false;
    if (head >= this.clearUntil || end > this.clearBytes) {
      if (!this.makeRoom(length, position, end, from)) return false;
    }
    arena.set(bytes, at);
    const slot = head & mask;
    const entry = slot * ENTRY_WORDS;
    entries[entry + AT] = at;
    entries[entry + LENGTH] = length;
    entries[entry + ORIGIN] = from === undefined ? -1 : from.place;
    this.rules.positions[slot] = position;
    this.at = at + size;
    this.position = end;
    this.head = head + 1;
    Atomics.store(words, HEAD, this.head);
    if (from !== undefined) this.places.find(from)?.place.published(head);
    const asleep = Atomics.load(words, ASLEEP);
    if (asleep !== 0) this.places.wakeAll(asleep);
    return true;
  }

  /**
   * An event has no bytes that could be written: every reader but the one it came from misses it, and
   * their accounts have it as dropped.
   */
  refuse(from?: SharedPlace): void {
    this.published += 1;
    this.miss(from);
  }

  /** A reader gets nothing more than it has pending. Without one: nobody does, and nobody joins. */
  end(handle?: SharedPlace): void {
    if (handle === undefined) this.ended = true;
    for (const member of this.members(handle)) {
      member.place.finish(this.head);
      this.places.wake(member);
    }
  }

  /**
   * Takes the place from a reader, alive or not; what it had pending is abandoned.
   *
   * @returns its final account, unless it has left before
   */
  leave(handle: SharedPlace): SubscriberStats | undefined {
    const member = this.places.find(handle);
    return member && this.places.dismiss(member, this.head);
  }

  /** The account of one reader, while it is here. */
  statsOf(handle: SharedPlace): SubscriberStats | undefined {
    return this.places.find(handle)?.place.stats(this.head);
  }

  /** The account of this ring and everyone on it, reckoned when asked for. */
  stats(): BusStats {
    for (const member of this.places.members) {
      if (member.place.left) this.places.dismiss(member, this.head);
    }
    return {
      published: this.published,
      subscribers: this.members().map(({ place }) => place.stats(this.head)),
      departed: this.places.departed,
    };
  }

  private members(handle?: SharedPlace): readonly Member[] {
    if (handle === undefined) return [...this.places.members];
    const member = this.places.find(handle);
    return member === undefined ? [] : [member];
  }

  /** Nobody gets what came from there. */
  private miss(from: SharedPlace | undefined): void {
    for (const { place, handle } of this.places.members) if (handle !== from) place.miss();
  }

  /** Sees to it that the next event can be written from `position` to `end`. Returns whether it can. */
  private makeRoom(
    length: number,
    position: number,
    end: number,
    from: SharedPlace | undefined,
  ): boolean {
    const { head, places } = this;
    const { bytes, capacity, overflow } = this.rules;
    if (end - position > bytes) {
      this.miss(from);
      throw new EventTooLargeError(length, bytes);
    }
    let [least, held] = [head, position];
    for (const member of places.members) {
      const { place } = member;
      if (place.left) places.dismiss(member, head);
      else if (place.makeRoom(head, end)) {
        least = Math.min(least, place.cursor);
        held = Math.min(held, place.holdsFrom(head, position));
      } else if (overflow === 'error') places.dismiss(member, head, OVERFLOWN);
      else {
        place.miss();
        return false;
      }
    }
    this.clearUntil = least + capacity;
    this.clearBytes = held + bytes;
    return places.members.size > 0;
  }
}
