import { setTimeout as sleep } from 'node:timers/promises';
import { collect } from '../../support/collect.js';
import { openDescriptors } from '../../support/openDescriptors.js';
import type { Lines } from './Lines.js';

/** What a process holds at one moment. */
export interface Held {
  /** Hours since the beginning. */
  readonly hours: number;
  /** MB in use after a collection. */
  readonly heap: number;
  /** MB. */
  readonly rss: number;
  /** Open file descriptors. */
  readonly descriptors: number;
}

/** Fewer looks have no beginning and end to compare. */
const FEWEST = 6;

/** What a process holds over time, looked at after a collection, so that garbage isn't taken for a leak. */
export class Footprint {
  readonly held: Held[] = [];
  private readonly began = performance.now();

  addTo(lines: Lines): void {
    const last = (what: keyof Held) => () => this.held.at(-1)?.[what] ?? NaN;
    lines.gauge('after a collection, MB', 'heap', last('heap'));
    lines.gauge('RSS after a collection, MB', 'RSS', last('rss'));
    lines.gauge('file descriptors', 'open', last('descriptors'));
  }

  /**
   * Looks so often within `duration`, but never more often than it can bear; on a machine that stalls
   * it takes as long as a few looks do.
   */
  async watch(duration: number, looks: number): Promise<void> {
    const interval = Math.max(200, duration / looks);
    while (performance.now() - this.began < duration || this.held.length < FEWEST) {
      await sleep(interval);
      collect();
      const { heapUsed, rss } = process.memoryUsage();
      this.held.push({
        hours: (performance.now() - this.began) / 3_600_000,
        heap: heapUsed / 2 ** 20,
        rss: rss / 2 ** 20,
        descriptors: await openDescriptors(),
      });
    }
  }
}
