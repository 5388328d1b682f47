import { describe, expect, it } from 'vitest';
import { Results } from '../../../perf/support/Results.js';

function results(rounds: Readonly<Record<string, readonly number[]>>): Results {
  const all = new Results();
  for (const [name, values] of Object.entries(rounds)) {
    for (const ns of values) all.add(name, { ns });
  }
  return all;
}

describe('Results', () => {
  it('summarizes a figure by its median and its range', () => {
    expect(results({ bus: [5, 1, 3] }).of('bus', 'ns')).toEqual({ median: 3, min: 1, max: 5 });
  });

  it('takes the mean of the two in the middle of an even number of rounds', () => {
    expect(results({ bus: [1, 2, 4, 100] }).of('bus', 'ns').median).toBe(3);
  });

  it('compares round by round, so that a slow spell for both changes nothing', () => {
    const all = results({ bus: [10, 40, 10], Subject: [20, 80, 20] });
    expect(all.ratio('Subject', 'bus', 'ns')).toEqual({ median: 2, min: 2, max: 2 });
    expect(all.difference('Subject', 'bus', 'ns')).toEqual({ median: 10, min: 10, max: 40 });
  });

  it('says which case or figure it lacks', () => {
    expect(() => results({}).of('bus', 'ns')).toThrow("there is no case 'bus'");
    expect(() => results({ bus: [1] }).of('bus', 'bytes')).toThrow(
      "case 'bus' has no figure 'bytes'",
    );
  });

  it('is written as the summary of every figure', () => {
    expect(JSON.parse(JSON.stringify(results({ bus: [1, 3] })))).toEqual({
      bus: { ns: { median: 2, min: 1, max: 3 } },
    });
  });
});
