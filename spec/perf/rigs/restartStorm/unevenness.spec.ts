import { describe, expect, it } from 'vitest';
import { evenBelow, unevenness } from '../../../../perf/rigs/restartStorm/unevenness.js';
import { seededRandom } from '../../../../perf/statistics/seededRandom.js';

const COUNT = 500;
const drawn = (share: (random: () => number) => number): readonly number[] => {
  const random = seededRandom(1);
  return Array.from({ length: COUNT }, () => share(random));
};

describe('unevenness', () => {
  it('is half a step for shares at equal distances, and one for all at an end', () => {
    expect(unevenness([0.125, 0.375, 0.625, 0.875])).toBeCloseTo(0.125);
    expect(unevenness([1, 1, 1])).toBe(1);
    expect(unevenness([0, 0, 0])).toBe(1);
  });

  it('tells full jitter from others', () => {
    const bound = evenBelow(COUNT);
    expect(unevenness(drawn((random) => random()))).toBeLessThan(bound);
    expect(unevenness(drawn((random) => 0.5 + random() / 2))).toBeGreaterThan(bound);
    expect(unevenness(drawn((random) => Math.sqrt(random())))).toBeGreaterThan(bound);
    expect(unevenness(drawn(() => 0.5))).toBeGreaterThan(bound);
  });
});
