/** Milliseconds between two looks at the clock. */
const LOOK = 250;
/** Milliseconds without reading that a broker may take ill. */
const STALL = 1_000;
/** Milliseconds that a stall is remembered. */
const MEMORY = 10_000;

/** Knows whether this process has lately stood still, and read nothing. */
export class StallWatch {
  private last = performance.now();
  private stall: { readonly length: number; readonly until: number } | undefined;
  private readonly timer = setInterval(() => this.look(), LOOK);

  /** How many milliseconds it stood still, if it did within the last ten seconds. */
  get recent(): number | undefined {
    this.look();
    const { last, stall } = this;
    return stall !== undefined && last - stall.until <= MEMORY
      ? Math.round(stall.length)
      : undefined;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const now = performance.now();
    const length = now - this.last - LOOK;
    if (length >= STALL) this.stall = { length, until: now };
    this.last = now;
  }
}
