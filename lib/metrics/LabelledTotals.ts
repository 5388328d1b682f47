import { LabelLimit } from './LabelLimit.js';

/** Plain totals by label, as many as {@link LabelLimit} allows. */
export class LabelledTotals {
  private readonly limit = new LabelLimit();
  private readonly totals = new Map<string, number>();

  /** @param labels - Those there are from the start, at 0. */
  constructor(labels: readonly string[] = []) {
    for (const label of labels) this.add(label, 0);
  }

  add(label: string, amount: number): void {
    const key = this.limit.of(label);
    this.totals.set(key, (this.totals.get(key) ?? 0) + amount);
  }

  [Symbol.iterator](): IterableIterator<[label: string, total: number]> {
    return this.totals.entries();
  }
}
