import { DEFAULT_CAPACITY, readerCapacity, type Overflow } from '../../bus/overflow.js';
import { integerOption } from '../../internal/options.js';

/** How much a ring in shared memory holds. */
export interface RingSize {
  /**
   * How many events a reader may be behind: a whole number from 1 to 4,194,304.
   *
   * @defaultValue 4096; 1 with `'latest'`
   */
  readonly capacity?: number;
  /**
   * How many bytes of events a reader may be behind: a whole number from 1,024 to 1,073,741,824. An
   * event takes its length rounded up to a multiple of eight, and none may be larger than all of it.
   *
   * @defaultValue 1,048,576
   */
  readonly bytes?: number;
}

/** {@link RingSize}, checked. */
export function ringSize(size: RingSize, overflow: Overflow): Required<RingSize> {
  const { bytes = 2 ** 20 } = size;
  return {
    capacity: readerCapacity(size.capacity, overflow) ?? DEFAULT_CAPACITY,
    bytes: integerOption('bytes', bytes, 2 ** 10, 2 ** 30),
  };
}
