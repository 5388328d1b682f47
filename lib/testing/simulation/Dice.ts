import { seededRandom } from '../../internal/seededRandom.js';

/** Numbers and choices that come out the same for the same seeds. */
export class Dice {
  /** A number from 0 up to, but without, 1. */
  readonly roll: () => number;

  /** @param seeds - What tells these dice from others; a change in one changes everything. */
  constructor(...seeds: readonly number[]) {
    let mixed = 0x9e3779b9;
    for (const seed of seeds) {
      mixed = Math.imul(mixed ^ (seed >>> 0), 0x85ebca6b);
      mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35) ^ (seed >>> 7);
    }
    this.roll = seededRandom(mixed);
    this.roll();
  }

  /** A whole number from `least` to `most`. */
  integer(least: number, most: number): number {
    return least + Math.floor(this.roll() * (most - least + 1));
  }

  /** Whether something happens that does so with this probability. */
  happens(probability: number): boolean {
    return this.roll() < probability;
  }

  /** One of these, or nothing if there are none. */
  pick<T>(from: readonly [T, ...T[]]): T;
  pick<T>(from: readonly T[]): T | undefined;
  pick<T>(from: readonly T[]): T | undefined {
    return from[Math.floor(this.roll() * from.length)];
  }

  /** One of these, the more often the greater its weight. */
  weighted<K>(weights: readonly (readonly [K, number])[]): K | undefined {
    let rest = this.roll() * weights.reduce((sum, [, weight]) => sum + Math.max(0, weight), 0);
    return weights.find(([, weight]) => weight > 0 && (rest -= weight) < 0)?.[0];
  }

  /** Milliseconds around `mean`: mostly fewer, now and then many more. */
  span(mean: number): number {
    const kind = this.roll();
    if (kind < 0.3) return 0;
    return this.roll() * mean * (kind < 0.9 ? 1.5 : 8);
  }
}
