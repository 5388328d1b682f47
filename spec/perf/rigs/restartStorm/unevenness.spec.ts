import { describe, expect, it } from 'vitest';
import {
  evenBelow,
  unevenness,
  type Share,
} from '../../../../perf/rigs/restartStorm/unevenness.js';
import { seededRandom } from '../../../../perf/statistics/seededRandom.js';

const COUNT = 500;
const known = (share: number): Share => ({ least: share, most: share });
const drawn = (share: (random: () => number) => number): readonly Share[] => {
  const random = seededRandom(1);
  return Array.from({ length: COUNT }, () => known(share(random)));
};

describe('unevenness', () => {
  it('is half a step for shares at equal distances, and one for all at an end', () => {
    expect(unevenness([0.125, 0.375, 0.625, 0.875].map(known))).toBeCloseTo(0.125);
    expect(unevenness([1, 1, 1].map(known))).toBe(1);
    expect(unevenness([0, 0, 0].map(known))).toBe(1);
  });

  it('holds rounding against nobody', () => {
    const thirds = [0, 1 / 3, 2 / 3, 1];
    const rounded = thirds.map((share) => ({ least: share - 1 / 6, most: share + 1 / 6 }));
    expect(unevenness(thirds.map(known))).toBeCloseTo(1 / 4);
    expect(unevenness(rounded)).toBeCloseTo(1 / 12);
  });

  it('tells full jitter from others', () => {
    const bound = evenBelow(COUNT);
    expect(unevenness(drawn((random) => random()))).toBeLessThan(bound);
    expect(unevenness(drawn((random) => 0.5 + random() / 2))).toBeGreaterThan(bound);
    expect(unevenness(drawn((random) => Math.sqrt(random())))).toBeGreaterThan(bound);
    expect(unevenness(drawn(() => 0.5))).toBeGreaterThan(bound);
  });
});
