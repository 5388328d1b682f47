import { describe, expect, it } from 'vitest';
import { schedule } from '../../../perf/rigs/support/schedule.js';

describe('schedule', () => {
  it('spreads events evenly', () => {
    const { at, due } = schedule({ rate: 100 });
    expect([0, 1, 2, 100].map(at)).toEqual([0, 10, 20, 1_000]);
    expect([-1, 0, 9.9, 10, 999, 1_000].map(due)).toEqual([0, 1, 1, 2, 100, 101]);
  });

  it('has bursts come at once, as many a second as asked for', () => {
    const { at, due } = schedule({ rate: 100_000, burst: 100 });
    expect([0, 99, 100, 199, 200].map(at)).toEqual([0, 0, 1, 1, 2]);
    expect([0, 0.9, 1, 999.9].map(due)).toEqual([100, 100, 200, 100_000]);
  });

  it.each([0, 1, 7, 1_000, 123_456])('has event %i due at its time and not before', (n) => {
    const { at, due } = schedule({ rate: 1_000, burst: 1 });
    expect(due(at(n))).toBe(n + 1);
    expect(due(at(n) - 0.5)).toBe(n);
  });
});
