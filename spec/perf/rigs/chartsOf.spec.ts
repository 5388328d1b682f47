import { describe, expect, it } from 'vitest';
import { chartsOf } from '../../../perf/rigs/support/chartsOf.js';

const recording = {
  figures: {},
  ticks: [1, 2],
  series: [
    { chart: 'memory, MB', name: 'RSS', values: [50, 51] },
    { chart: 'rate', name: 'published', values: [9, 10] },
    { chart: 'memory, MB', name: 'heap', values: [5, 6] },
  ],
  distributions: [
    {
      name: 'deliver',
      points: [
        { percentile: 0, us: 1 },
        { percentile: 90, us: 2 },
        { percentile: 99, us: 30 },
      ],
    },
    { name: 'never', points: [] },
  ],
};

describe('chartsOf', () => {
  it('draws the lines of one title together, over the seconds', () => {
    const [memory, rate] = chartsOf(recording);
    expect(memory).toMatchObject({
      title: 'memory, MB',
      lines: [
        {
          name: 'RSS',
          points: [
            [1, 50],
            [2, 51],
          ],
        },
        {
          name: 'heap',
          points: [
            [1, 5],
            [2, 6],
          ],
        },
      ],
    });
    expect(rate?.lines).toHaveLength(1);
  });

  it('draws distributions by their nines, without those of nothing', () => {
    const spread = chartsOf(recording).at(-1);
    const [deliver, ...others] = spread?.lines ?? [];
    expect(others).toEqual([]);
    expect(deliver?.points.map(([nines, us]) => [Number(nines.toFixed(6)), us])).toEqual([
      [0, 1],
      [1, 2],
      [2, 30],
    ]);
    expect([0, 1, 2, 3].map((nines) => spread?.mark?.(nines))).toEqual([
      '0 %',
      '90 %',
      '99 %',
      '99.9 %',
    ]);
  });
});
