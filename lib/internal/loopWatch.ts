import { macrotask } from './macrotask.js';

/** How long, in ms, microtasks may hold the event loop. */
const PATIENCE = 4;

/**
 * Tells whether the event loop has stopped turning. One for the whole thread, since there is one
 * loop: buses that answer each other share its patience.
 */
class LoopWatch {
  /** The loop hasn't turned within the patience: what comes next belongs in a macrotask. */
  overdue = false;
  private watching = false;
  private since = 0;

  /** Looks at the clock. Returns `overdue`. */
  look(): boolean {
    const now = performance.now();
    if (!this.watching) {
      this.watching = true;
      this.since = now;
      macrotask(this.turned);
    } else if (now - this.since >= PATIENCE) {
      this.overdue = true;
    }
    return this.overdue;
  }

  private readonly turned = (): void => {
    this.watching = false;
    this.overdue = false;
  };
}

export const loopWatch = new LoopWatch();
