import { describe, expect, it } from 'vitest';
import { growth } from '../../../perf/statistics/growth.js';
import { seededRandom } from '../../../perf/statistics/seededRandom.js';
import { slope } from '../../../perf/statistics/slope.js';
import { studentQuantile } from '../../../perf/statistics/studentQuantile.js';

/** A line that rises by `rise`, and noise of which each value keeps the share `memory` of the last. */
function noisy(rise: number, memory: number, seed: number): readonly (readonly [number, number])[] {
  const random = seededRandom(seed);
  let noise = 0;
  return Array.from({ length: 120 }, (_, x) => {
    noise = memory * noise + random() + random() + random() - 1.5;
    return [x, 50 + rise * x + noise] as const;
  });
}

function shareThatContains(truth: number, memory: number): number {
  const runs = Array.from({ length: 300 }, (_, seed) => slope(noisy(truth, memory, seed)));
  return runs.filter(({ low, high }) => low <= truth && truth <= high).length / runs.length;
}

describe('slope', () => {
  it('finds a line without noise', () => {
    const points = Array.from({ length: 10 }, (_, x) => [x, 3 + 2 * x] as const);
    const { estimate, low, high } = slope(points);
    for (const value of [estimate, low, high]) expect(value).toBeCloseTo(2, 10);
  });

  it('agrees with the textbook on independent noise', () => {
    // Residuals 1, -1, -1, 1, 1, -1, -1, 1: no trend left, and 8 points over 42 squared distances.
    const noise = [1, -1, -1, 1, 1, -1, -1, 1];
    const { estimate, low, high } = slope(noise.map((value, x) => [x, x + value]));
    expect(estimate).toBeCloseTo(1, 10);
    expect(high - estimate).toBeCloseTo(2.4469 * Math.sqrt(8 / 6 / 42), 3);
    expect(estimate - low).toBeCloseTo(high - estimate, 10);
  });

  it('has the true slope inside nineteen times in twenty', () => {
    expect(shareThatContains(0.01, 0)).toBeGreaterThan(0.92);
    expect(shareThatContains(0.01, 0)).toBeLessThan(0.98);
  });

  it('is no surer of itself for measurements that follow each other closely', () => {
    expect(shareThatContains(0, 0.6)).toBeGreaterThan(0.9);
  });

  it('sees a leak, and none where there is none', () => {
    expect(slope(noisy(0.05, 0.3, 1)).low).toBeGreaterThan(0);
    const flat = slope(noisy(0, 0.3, 1));
    expect(flat.low).toBeLessThan(0);
    expect(flat.high).toBeGreaterThan(0);
  });

  it.each([
    ['a slope takes 6 points at least, and there are 2', [0, 1]],
    ['all points are at the same x', [1, 1, 1, 1, 1, 1]],
    ['a point is not finite', [0, 1, 2, 3, 4, NaN]],
  ])('refuses: %s', (message, xs) => {
    expect(() => slope(xs.map((x) => [x, x]))).toThrow(new RangeError(message));
  });
});

describe('studentQuantile', () => {
  it.each([
    [3, 3.1824],
    [5, 2.5706],
    [10, 2.2281],
    [30, 2.0423],
    [1e6, 1.96],
  ])('with %d degrees of freedom is %d', (freedom, expected) => {
    expect(Math.abs(studentQuantile(freedom) / expected - 1)).toBeLessThan(0.002);
  });
});

describe('growth', () => {
  it('compares the last third with the first by their medians', () => {
    expect(growth([1, 1, 90, 5, 5, 5, 2, 2, 0])).toBe(2);
  });

  it('leaves what divides by no three in the middle', () => {
    expect(growth([1, 7, 7, 3])).toBe(3);
  });

  it('refuses what has no thirds', () => {
    expect(() => growth([1, 2])).toThrow('2 values have no thirds');
  });
});
