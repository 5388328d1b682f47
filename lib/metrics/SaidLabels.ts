import type { Labels } from './Labels.js';

/** What labels said when they were written: whoever counts may use one object again and again. */
export class SaidLabels {
  private readonly names: readonly string[];
  private readonly values: readonly unknown[];

  constructor(labels: Labels) {
    this.names = Object.keys(labels);
    this.values = Object.values(labels);
  }

  /** Whether `labels` say the same, in the same order. */
  are(labels: Labels): boolean {
    const { names, values } = this;
    let n = 0;
    for (const name in labels) {
      if (name !== names[n] || labels[name] !== values[n]) return false;
      n += 1;
    }
    return n === names.length;
  }
}
