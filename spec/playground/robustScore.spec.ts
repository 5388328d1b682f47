import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { robustScore } from '../../playground/robustScore.js';

describe('robustScore', () => {
  it.each([
    ['a value alone', [7], 7, 0],
    ['nothing but the same', [3, 3, 3], 3, 0],
    ['the median itself', [1, 9, 5], 5, 0],
    ['a value between the two in the middle', [1, 2, 3, 4], 2.5, 1.5 / 1.4826],
    ['a low one', [10, 11, 12, 13, 0], 11, -11 / 1.4826],
    ['one that differs from all the same', [4, 4, 4, 4, 9], 4, 5 / 1.2533],
  ])('scores %s', (_, values, median, score) => {
    const scored = robustScore(values);
    expect(scored.median).toBe(median);
    expect(scored.score).toBeCloseTo(score, 10);
  });

  it('finds a second outlier behind a first, which means and deviations would not', () => {
    const usual = Array.from({ length: 50 }, (_, index) => 10 + (index % 3));
    const { score } = robustScore([...usual, 10_000, 100]);
    expect(score).toBeGreaterThan(50);
  });

  it('has a median that as many are above as below, and a score on its side of it', () => {
    const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 });
    fc.assert(
      fc.property(values, (measured) => {
        const { median, score } = robustScore(measured);
        const share = (of: (value: number) => boolean) =>
          measured.filter(of).length / measured.length;
        expect(share((value) => value < median)).toBeLessThanOrEqual(0.5);
        expect(share((value) => value > median)).toBeLessThanOrEqual(0.5);
        expect([median, score].every(Number.isFinite)).toBe(true);
        expect(Math.sign(score) * Math.sign((measured.at(-1) ?? NaN) - median)).not.toBe(-1);
      }),
    );
  });
});
