import type { SlowestEntry } from './Recording.js';

/** How many subscribers are known. */
const SUBSCRIBERS = 50;

/** The slowest delivery of each of the slowest subscribers, however many come and go. */
export class Slowest {
  private readonly entries = new Map<string, SlowestEntry>();

  note(entry: SlowestEntry): void {
    const { subscriber, ms } = entry;
    const known = this.entries.get(subscriber);
    if (known !== undefined && known.ms >= ms) return;
    this.entries.set(subscriber, entry);
    if (this.entries.size <= SUBSCRIBERS) return;
    const [quickest] = [...this.entries.values()].sort((a, b) => a.ms - b.ms);
    if (quickest !== undefined) this.entries.delete(quickest.subscriber);
  }

  /** Slowest first. */
  list(): readonly SlowestEntry[] {
    return [...this.entries.values()].sort((a, b) => b.ms - a.ms);
  }
}
