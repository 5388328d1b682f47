/** How many there is room for at first: two hours of one a second. */
const ROOM = 7_200;

/**
 * Numbers noted over time, in memory that is taken at once and outside the heap: what a process comes
 * to hold on to must not be what is noted about it.
 */
export class Samples {
  private numbers = new Float64Array(ROOM).fill(0); // written, or the system would hand it out page by page
  private count = 0;

  add(value: number): void {
    if (this.count === this.numbers.length) {
      const wider = new Float64Array(2 * this.count).fill(0);
      wider.set(this.numbers);
      this.numbers = wider;
    }
    this.numbers[this.count++] = value;
  }

  /** All so far. */
  get values(): readonly number[] {
    return [...this.numbers.subarray(0, this.count)];
  }
}
