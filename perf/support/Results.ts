import type { Figures } from './Figures.js';
import { summarize, type Summary } from './Summary.js';

/** The figures of every case, round by round. */
export class Results {
  private readonly rounds = new Map<string, Figures[]>();

  add(name: string, figures: Figures): void {
    this.rounds.set(name, [...(this.rounds.get(name) ?? []), figures]);
  }

  /** Whether a case has a figure at all. */
  has(name: string, figure: string): boolean {
    return this.rounds.get(name)?.[0]?.[figure] !== undefined;
  }

  /** One figure of one case, round by round. */
  values(name: string, figure: string): readonly number[] {
    const rounds = this.rounds.get(name);
    if (rounds === undefined) throw new Error(`there is no case '${name}'`);
    return rounds.map((figures) => {
      const value = figures[figure];
      if (value === undefined) throw new Error(`case '${name}' has no figure '${figure}'`);
      return value;
    });
  }

  /** One figure of one case over all rounds. */
  of(name: string, figure: string): Summary {
    return summarize(this.values(name, figure));
  }

  /**
   * How many times `name` has of what `base` has. Taken round by round, since what slows the machine
   * down for a while slows down both.
   */
  ratio(name: string, base: string, figure: string): Summary {
    const bases = this.values(base, figure);
    return summarize(this.values(name, figure).map((value, round) => value / at(bases, round)));
  }

  /** How much more `name` has than `base`, round by round. */
  difference(name: string, base: string, figure: string): Summary {
    const bases = this.values(base, figure);
    return summarize(this.values(name, figure).map((value, round) => value - at(bases, round)));
  }

  /** Every figure of every case, for machines to read. */
  toJSON(): Record<string, Record<string, Summary>> {
    return Object.fromEntries(
      [...this.rounds].map(([name, [first = {}]]) => [
        name,
        Object.fromEntries(Object.keys(first).map((figure) => [figure, this.of(name, figure)])),
      ]),
    );
  }
}

function at(values: readonly number[], round: number): number {
  return values[round] ?? NaN;
}
