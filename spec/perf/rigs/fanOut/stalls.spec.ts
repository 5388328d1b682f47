import { describe, expect, it } from 'vitest';
import { stalls } from '../../../../perf/rigs/fanOut/stalls.js';

const drawn = (seed: number, count: number) =>
  Array.from({ length: count }, stalls({ seed, length: 200, every: 1_000 }));

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe('stalls', () => {
  it('are the same for the same seed, and others for another', () => {
    expect(drawn(1, 10)).toEqual(drawn(1, 10));
    expect(drawn(1, 10)).not.toEqual(drawn(2, 10));
  });

  it('come as often and last as long as asked for, on average', () => {
    const all = drawn(1, 10_000);
    expect(mean(all.map(({ after }) => after)) / 1_000).toBeCloseTo(1, 1);
    expect(mean(all.map(({ length }) => length)) / 200).toBeCloseTo(1, 1);
    expect(Math.max(...all.map(({ length }) => length))).toBeLessThanOrEqual(400);
  });
});
