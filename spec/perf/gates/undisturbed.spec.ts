import { describe, expect, it } from 'vitest';
import { undisturbed } from '../../../perf/gates/support/undisturbed.js';

/** Hands out one figure after the other. */
function measured(...values: readonly number[]) {
  let at = 0;
  return () => Promise.resolve({ ns: values[at++] ?? NaN });
}

describe('undisturbed', () => {
  it('takes the lower quartile of what comes after the first third', async () => {
    const figures = await undisturbed(6, measured(1, 1, 10, 14, 50, 90));
    expect(figures).toEqual({ ns: 13 });
  });

  it('is not moved by what disturbs half of the slices', async () => {
    const [calm, busy] = [Array<number>(8).fill(10), Array<number>(8).fill(1_000)];
    const figures = await undisturbed(24, measured(...Array<number>(8).fill(99), ...calm, ...busy));
    expect(figures).toEqual({ ns: 10 });
  });
});
