/**
 * The shared memory of a {@link SharedRing}: control words, an entry per slot, and an arena that holds
 * the events' bytes one after the other. One thread writes; up to thirty-one read, from a place each.
 *
 * ```text
 *   words    HEAD │ ASLEEP │ place 0: CURSOR DROPPED … │ place 1: CURSOR DROPPED … │ …
 *
 *                      cursor of a slow reader      of a quick one     HEAD
 *                                │                        │             │
 *   entries   …  free  │  n  │ n+1 │ n+2 │      …      │  m  │    …    │ free  …      seq & mask
 *                         │     │     │                                 at, length, origin
 *                         ▼     ▼     ▼
 *   arena     ░░░░░░░░│ n │ n+1 │  n+2     │     …     │  m  │    …  │░░░░░░░ at most `bytes`,
 *             an event is never split: one that doesn't fit before the end begins at 0
 * ```
 *
 * Why nobody reads a torn event, with no lock and no waiting. Everything in `words` is read and written
 * by `Atomics`, which are sequentially consistent; entries and arena by plain loads and stores.
 *
 * 1. The writer fills arena and entry, then stores HEAD. A reader that loads HEAD sees what was
 *    stored before it.
 * 2. A reader copies an event's bytes first and then takes it: CURSOR from n to n+1, by
 *    `compareExchange`. Only then is the event its own.
 * 3. Before the writer overwrites an event, every cursor must have passed it. Where one hasn't, the
 *    writer moves it, by `compareExchange` too, and counts what it passed over as dropped.
 *
 * So for each event and place exactly one `compareExchange` wins. If the reader's does, the writer hadn't
 * begun to overwrite when the copy was made; if the writer's does, the reader's fails and the copy,
 * which may be torn, is thrown away. What a reader takes from an entry before that may be nonsense, and is
 * checked against the arena's bounds before it is used.
 *
 * That cursor is the one word the two contend for; the rest has one owner. Both sides keep their account
 * by it: to the writer, what the cursor passed and it didn't drop was delivered; to the reader, what it
 * took. So the accounts agree and add up at any moment, whoever is stopped where.
 *
 * PLACE_STATE changes by `compareExchange` as well: a writer that ends a place and a reader that leaves it
 * agree who was first, and with that where its account ends. When a place is lost (its reader asked to
 * end when it overflows, or is given up) the writer stores a nonsense CURSOR after it. The reader's next
 * `compareExchange` fails, and has it look.
 *
 * A reader with nothing to read sets its bit in ASLEEP and then looks at HEAD again; the writer stores
 * HEAD and then looks at ASLEEP. One of them sees the other, so no wake-up is lost, and a reader that
 * is awake costs the writer a single load.
 *
 * Sequence numbers wrap at 2³². They are compared by their difference, which is at most the capacity.
 */

/** The number the next event gets. */
export const HEAD = 0;
/** A bit for each place whose reader sleeps. */
export const ASLEEP = 16;
/** The words of a place, from where {@link placeAt} says. CURSOR is the number its reader takes next. */
export const CURSOR = 0;
/** Events that the reader was too slow for. */
export const DROPPED = 1;
/**
 * HEAD when the reader joined, less the events that were refused and never got a number, and more by those
 * that came from the reader itself and aren't for it: HEAD − BASE is how many were for it.
 */
export const BASE = 2;
/** What becomes of the place: {@link OPEN} and so on. */
export const PLACE_STATE = 3;
/** The first number that isn't for the reader, once the writer has ended the place. */
export const UNTIL = 4;
/** Counted up to wake the reader. */
export const BELL = 5;
/** Whether it takes a message to wake the reader. */
export const BY_MESSAGE = 6;
/** The first number that isn't for the reader, once it has {@link LEFT}. */
export const LEFT_AT = 7;

export const OPEN = 0;
/** The writer has ended, and what is pending may be read. */
export const ENDING = 1;
/** The reader has left. */
export const LEFT = 2;
/** The writer has given the reader up. */
export const LOST = 3;
/** The reader fell behind, and asked to end then. */
export const OVERFLOWN = 4;

/** How many readers a ring has room for. */
export const PLACES = 31;

const FIRST_PLACE = 32;
const PLACE_WORDS = 16;
const FIRST_ENTRY = FIRST_PLACE + PLACES * PLACE_WORDS;

/** The words of an entry. */
export const ENTRY_WORDS = 4;
export const AT = 0;
export const LENGTH = 1;
/** The place that the event came from and doesn't go back to, or −1. */
export const ORIGIN = 2;

/** Where the words of a place begin. */
export function placeAt(place: number): number {
  return FIRST_PLACE + place * PLACE_WORDS;
}

/** Every event begins at a multiple of eight bytes. */
export function padded(length: number): number {
  return (length + 7) & ~7;
}

/** How a ring's memory is divided. */
export interface RingMemory {
  readonly words: Int32Array;
  readonly entries: Int32Array;
  readonly arena: Uint8Array;
  /** Turns a sequence number into a slot. */
  readonly mask: number;
}

/** The number of slots for `capacity` events. */
function slotsFor(capacity: number): number {
  return 2 ** Math.ceil(Math.log2(capacity));
}

/** Memory for `capacity` events and `bytes` of them. */
export function allocate(capacity: number, bytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(
    (FIRST_ENTRY + slotsFor(capacity) * ENTRY_WORDS) * 4 + padded(bytes),
  );
}

/** The parts of a ring's memory. */
export function divide(memory: SharedArrayBuffer, capacity: number): RingMemory {
  const slots = slotsFor(capacity);
  return {
    words: new Int32Array(memory, 0, FIRST_ENTRY),
    entries: new Int32Array(memory, FIRST_ENTRY * 4, slots * ENTRY_WORDS),
    arena: new Uint8Array(memory, (FIRST_ENTRY + slots * ENTRY_WORDS) * 4),
    mask: slots - 1,
  };
}
