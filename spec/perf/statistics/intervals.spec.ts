import { describe, expect, it } from 'vitest';
import { bootstrap } from '../../../perf/statistics/bootstrap.js';
import { medianInterval } from '../../../perf/statistics/medianInterval.js';
import { ratioInterval } from '../../../perf/statistics/ratioInterval.js';
import { seededRandom } from '../../../perf/statistics/seededRandom.js';

/** `count` numbers around `centre`, with a long tail upwards, as times have. */
function times(count: number, centre: number, seed: number): readonly number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => centre * (1 + 0.1 * -Math.log(1 - random())));
}

describe('medianInterval', () => {
  it('surrounds the median and narrows as samples grow in number', () => {
    const width = (count: number): number => {
      const { estimate, low, high } = medianInterval(times(count, 100, 3));
      expect(low).toBeLessThanOrEqual(estimate);
      expect(high).toBeGreaterThanOrEqual(estimate);
      return high - low;
    };
    expect(width(400)).toBeLessThan(width(25) / 2);
  });

  it('has the true median inside about nineteen times in twenty', () => {
    const truth = 100 * (1 + 0.1 * Math.LN2);
    const inside = Array.from({ length: 200 }, (_, seed) =>
      medianInterval(times(25, 100, seed), { seed, resamples: 400 }),
    ).filter(({ low, high }) => low <= truth && truth <= high);
    expect(inside.length / 200).toBeGreaterThan(0.9);
    expect(inside.length / 200).toBeLessThan(0.99);
  });

  it('is a point where all samples agree', () => {
    expect(medianInterval([4, 4, 4])).toEqual({ estimate: 4, low: 4, high: 4 });
  });

  it.each([
    ['nothing was sampled', []],
    ['a sample is NaN', [1, NaN]],
  ])('refuses: %s', (message, values) => {
    expect(() => medianInterval(values)).toThrow(new RangeError(message));
  });
});

describe('ratioInterval', () => {
  it('sees through slow spells that hit both of a pair', () => {
    const bases = times(12, 100, 5).map((time, index) => (index % 3 === 0 ? time * 4 : time));
    const { estimate, low, high } = ratioInterval(
      bases.map((base) => base * 1.2),
      bases,
    );
    for (const ratio of [estimate, low, high]) expect(ratio).toBeCloseTo(1.2, 10);
  });

  it('is not moved by one pair of which one was disturbed', () => {
    const bases = times(11, 100, 5);
    const values = bases.map((base, index) => (index === 4 ? base * 50 : base * 1.1));
    expect(ratioInterval(values, bases).high).toBeCloseTo(1.1, 10);
  });

  it('refuses what makes no pairs', () => {
    expect(() => ratioInterval([1, 2], [1])).toThrow('2 values and 1 bases make no pairs');
    expect(() => ratioInterval([1], [0])).toThrow('a sample is Infinity');
  });
});

describe('bootstrap', () => {
  const mean = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;

  it('takes any statistic', () => {
    const { estimate, low, high } = bootstrap([1, 2, 3, 4, 100], mean);
    expect(estimate).toBe(22);
    expect(low).toBeLessThan(3);
    expect(high).toBeGreaterThan(40);
  });

  it('is the same for the same seed, and another for another', () => {
    const values = times(20, 100, 1);
    const drawn = (seed: number) => bootstrap(values, mean, { seed });
    expect(drawn(7)).toEqual(drawn(7));
    expect(drawn(7)).not.toEqual(drawn(8));
  });
});
