import { OptionRangeError } from '../errors.js';
import { integerOption, wordOption } from '../internal/options.js';

/**
 * What a reader loses when it falls more than its capacity behind; every loss is counted.
 *
 * - `'drop-oldest'`: the newest `capacity` events are kept.
 * - `'latest'`: only the newest event is kept.
 * - `'drop-newest'`: the oldest `capacity` events are kept, later ones are skipped.
 * - `'error'`: the reader ends with a {@link BufferOverflowError}, its work in hand cancelled.
 */
export type Overflow = 'drop-oldest' | 'latest' | 'drop-newest' | 'error';

const OVERFLOWS: readonly Overflow[] = ['drop-oldest', 'latest', 'drop-newest', 'error'];

/** The largest capacity of a bus or a reader, in events: 2²². */
const MAX_CAPACITY = 2 ** 22;

/** The capacity of a bus, or of a reader with a ring of its own, that doesn't say. */
export const DEFAULT_CAPACITY = 4096;

export function capacityOption(capacity: unknown, name = 'capacity'): number {
  return integerOption(name, capacity, 1, MAX_CAPACITY);
}

export function overflowOption(overflow: unknown): Overflow {
  return wordOption('overflow', overflow, OVERFLOWS);
}

/** The capacity a reader asked for, or none; `'latest'` is a capacity of one. */
export function readerCapacity(capacity: unknown, overflow: Overflow): number | undefined {
  const asked = capacity === undefined ? undefined : capacityOption(capacity);
  if (overflow !== 'latest') return asked;
  if (asked !== undefined && asked !== 1) {
    throw new OptionRangeError(
      `capacity must be left out or 1 with overflow 'latest', which keeps one event, got ${String(asked)}`,
    );
  }
  return 1;
}
