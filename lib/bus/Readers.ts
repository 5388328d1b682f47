import type { Reader } from './Reader.js';
import type { Ring } from './Ring.js';

/** The readers of one ring, and which of its events they hold. */
export class Readers<E> {
  /** By the time the receivers' position gets here, the readers must have been visited. */
  visitAt = Infinity;
  /** Replaced, not changed, so that a visit in progress isn't disturbed. */
  private all: readonly Reader<E>[] = [];
  /** The index of one that reads the oldest event held. */
  private slowest = 0;
  private visiting = false;

  constructor(private readonly ring: Ring<E>) {}

  get count(): number {
    return this.all.length;
  }

  add(reader: Reader<E>): void {
    this.all = [...this.all, reader];
  }

  remove(reader: Reader<E>): void {
    this.all = this.all.filter((other) => other !== reader);
    this.slowest = 0;
  }

  [Symbol.iterator](): Iterator<Reader<E>> {
    return this.all[Symbol.iterator]();
  }

  /**
   * Lets every reader take what it is ready for from what lies before `pos`. Returns how many events
   * were taken, and a visit in vain counts like one.
   */
  visit(pos: number, forced: boolean): number {
    const readers = this.all;
    this.visiting = true;
    this.visitAt = Infinity;
    let deliveries = 0;
    for (const reader of readers) deliveries += Math.max(1, reader.drain(forced));
    this.visiting = false;
    this.release(pos);
    return deliveries;
  }

  /** `reader` has read on by itself; if it held the oldest event, that may be released now. */
  advanced(reader: Reader<E>, pos: number): void {
    if (!this.visiting && this.all[this.slowest] === reader) this.release(pos);
  }

  /** Empties the slots that every reader, and the receivers at `pos`, are past. */
  release(pos: number): void {
    const readers = this.all;
    const first = this.slowest;
    let oldest = pos;
    // Begins at the slowest known, since its neighbour is often as slow: readers in step cost O(1) each.
    for (let n = 0; n < readers.length && oldest > this.ring.tail; n++) {
      const index = (first + n) % readers.length;
      const cursor = readers[index]?.cursor ?? oldest;
      if (cursor < oldest) {
        oldest = cursor;
        this.slowest = index;
      }
    }
    this.ring.release(oldest);
  }
}
