import type { HealthWarning } from './readiness.js';
import { secondsToLoss, type ReaderSample } from './secondsToLoss.js';

/** A reader's account, as far as this asks. */
export interface ReaderAccount extends Omit<ReaderSample, 'at'> {
  readonly name: string;
}

/** Milliseconds over which a trend is taken, or since the last sample: one burst between two samples is none. */
const WINDOW = 1_000;
/** Milliseconds that a warning stands after its last cause, so that a reader on the edge isn't a flood of them. */
const HOLD = 5_000;
/** What a bus calls those who gave no name. */
const NAMELESS = /^subscriber-\d+$/;

/** Watches how soon the readers of a bus will lose events, from a sample now and then. */
export class LagWatch {
  private history = new Map<string, readonly ReaderSample[]>();
  private soonest = new Map<string, number>();
  private readonly warned = new Map<string, HealthWarning & { readonly at: number }>();

  /** Seconds until each named reader loses an event; of those that share a name, the soonest. */
  get seconds(): ReadonlyMap<string, number> {
    return this.soonest;
  }

  /**
   * Takes a sample, and tells who will lose events within `threshold` milliseconds, or would have
   * lately; 0 tells of nobody. A reader with room for one event is there to have the latest alone,
   * and is left out.
   */
  sample(at: number, readers: readonly ReaderAccount[], threshold: number): HealthWarning[] {
    const history = new Map<string, readonly ReaderSample[]>();
    this.soonest = new Map();
    for (const { name, capacity, pending, dropped } of readers) {
      if (capacity === 1 || NAMELESS.test(name)) continue;
      let key = name;
      while (history.has(key)) key += '\0'; // names may repeat
      const now = { at, capacity, pending, dropped };
      const samples = this.history.get(key) ?? [];
      const last = samples.at(-1); // before which the event loop may have been held up for long
      const earlier = samples.filter((sample) => sample === last || at - sample.at <= WINDOW);
      history.set(key, [...earlier, now]);
      const seconds = secondsToLoss(earlier[0] ?? now, now);
      this.soonest.set(name, Math.min(seconds, this.soonest.get(name) ?? Infinity));
    }
    this.history = history;
    for (const [subscriber, seconds] of this.soonest)
      this.judge(subscriber, seconds, at, threshold);
    for (const [subscriber, { at: last }] of this.warned) {
      const over = threshold === 0 || at - last >= HOLD || !this.soonest.has(subscriber);
      if (over) this.warned.delete(subscriber);
    }
    return Array.from(this.warned.values(), ({ name, reason }) => ({ name, reason }));
  }

  private judge(subscriber: string, seconds: number, at: number, threshold: number): void {
    if (!(seconds * 1_000 < threshold)) return;
    const reason = seconds === 0 ? 'loses events' : `loses events in ${seconds.toFixed(1)} s`;
    this.warned.set(subscriber, { name: `kernel.bus.${subscriber}`, reason, at });
  }
}
