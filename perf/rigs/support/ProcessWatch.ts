import { monitorEventLoopDelay, PerformanceObserver } from 'node:perf_hooks';
import type { Figures } from '../../support/Figures.js';
import { processorTime } from '../../support/processorTime.js';
import type { Lines } from './Lines.js';

/** How often the delay of the event loop is looked at, in milliseconds. */
const RESOLUTION = 10;

/** What a load does to its process: CPU, memory, event-loop delay, garbage collection. */
export class ProcessWatch {
  private readonly began = performance.now();
  private readonly spent = processorTime();
  private readonly delay = monitorEventLoopDelay({ resolution: RESOLUTION });
  private readonly lately = monitorEventLoopDelay({ resolution: RESOLUTION });
  private readonly collections: PerformanceObserver;
  private collecting = 0;
  private longestCollection = 0;
  private totals: Figures = {};

  constructor() {
    this.collections = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) {
        this.collecting += duration;
        this.longestCollection = Math.max(this.longestCollection, duration);
      }
    });
    this.collections.observe({ entryTypes: ['gc'] });
    this.delay.enable();
    this.lately.enable();
  }

  /** Adds the lines that every load has. */
  addTo(lines: Lines): void {
    lines.rate('CPU, % of a core', 'this process', () => this.spent() / 10);
    lines.gauge('memory, MB', 'RSS', () => process.memoryUsage.rss() / 2 ** 20);
    lines.gauge('memory, MB', 'heap', () => process.memoryUsage().heapUsed / 2 ** 20);
    lines.gauge('event loop late by, ms', 'max', () => {
      const longest = late(this.lately.max);
      this.lately.reset();
      return longest;
    });
    lines.rate('garbage collection, ms per s', 'collecting', () => this.collecting);
  }

  /** Ends the watch: what comes after isn't the load's. */
  stop(): void {
    this.delay.disable();
    this.lately.disable();
    this.collections.disconnect();
    const took = performance.now() - this.began;
    this.totals = {
      cpu: this.spent() / took,
      'rss.MB': process.memoryUsage.rss() / 2 ** 20,
      'heap.MB': process.memoryUsage().heapUsed / 2 ** 20,
      'loop late.p50.ms': late(this.delay.percentile(50)),
      'loop late.p99.ms': late(this.delay.percentile(99)),
      'loop late.max.ms': late(this.delay.max),
      'gc.share': this.collecting / took,
      'gc.longest.ms': this.longestCollection,
    };
  }

  /** What it came to: shares are of the time from beginning to end. */
  figures(): Figures {
    return this.totals;
  }
}

/** The monitor counts from one look to the next, in nanoseconds. */
function late(nanoseconds: number): number {
  return Math.max(0, nanoseconds / 1e6 - RESOLUTION);
}
