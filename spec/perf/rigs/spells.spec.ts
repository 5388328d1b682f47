import { describe, expect, it } from 'vitest';
import { spells } from '../../../perf/rigs/support/spells.js';

describe('spells', () => {
  const { due, at } = spells({ rate: 50, length: 1_000, every: 2_000 });

  it('has events at equal distances in a spell, and none until the next', () => {
    expect([0, 1, 49, 50, 51, 100].map(at)).toEqual([0, 20, 980, 2_000, 2_020, 4_000]);
  });

  it.each([
    [-1, 0],
    [0, 1],
    [19, 1],
    [20, 2],
    [980, 50],
    [1_999, 50],
    [2_000, 51],
    [5_000, 150],
  ])('after %d ms has %d', (elapsed, count) => {
    expect(due(elapsed)).toBe(count);
  });

  it('says the same of every event', () => {
    for (let n = 0; n < 500; n++) {
      expect(due(at(n))).toBe(n + 1);
      if (n > 0) expect(due(at(n) - 0.01)).toBe(n);
    }
  });
});
