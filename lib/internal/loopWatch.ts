import { macrotask } from './macrotask.js';

/** How many deliveries pass between two looks at the clock. */
const STRIDE = 128;
/** How long, in ms, microtasks may hold the event loop. */
const PATIENCE = 4;

/**
 * Tells whether the event loop has stopped turning. One for the whole thread, since there is one
 * loop: buses that answer each other share its patience.
 */
class LoopWatch {
  /** The loop hasn't turned within the patience: what comes next belongs in a macrotask. */
  overdue = false;
  private left = STRIDE;
  private watching = false;
  private since = 0;

  /** Counts `deliveries`; every so many of them, looks at the clock. Returns `overdue`. */
  spend(deliveries: number): boolean {
    this.left -= deliveries;
    if (this.left <= 0) {
      this.left = STRIDE;
      this.look();
    }
    return this.overdue;
  }

  private look(): void {
    const now = performance.now();
    if (!this.watching) {
      this.watching = true;
      this.since = now;
      macrotask(this.turned);
    } else if (now - this.since >= PATIENCE) {
      this.overdue = true;
    }
  }

  private readonly turned = (): void => {
    this.watching = false;
    this.overdue = false;
  };
}

export const loopWatch = new LoopWatch();
