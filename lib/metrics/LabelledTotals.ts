import { LabelLimit } from './LabelLimit.js';

/** Plain totals by label, as many as {@link LabelLimit} allows. */
export class LabelledTotals {
  private readonly labels = new LabelLimit();
  private readonly totals = new Map<string, number>();

  add(label: string, amount: number): void {
    const key = this.labels.of(label);
    this.totals.set(key, (this.totals.get(key) ?? 0) + amount);
  }

  [Symbol.iterator](): IterableIterator<[label: string, total: number]> {
    return this.totals.entries();
  }
}
