import { describe, expect, it } from 'vitest';
import { restartStorm } from '../../../perf/rigs/restartStorm.js';
import { longestDelay, longestRound } from '../../../perf/rigs/restartStorm/StormLoad.js';
import { parseCommandLine } from '../../../perf/rigs/support/parseCommandLine.js';
import { broken } from '../../../perf/support/Report.js';
import { Results } from '../../../perf/support/Results.js';

const asked = parseCommandLine(restartStorm, []).values;
const names = [
  'a crash every 250ms',
  'a crash every 500ms',
  'a crash every 1s',
  '1000 crash at once',
];

const sound = {
  crashes: 600,
  restarts: 500,
  'most within': 5,
  'longest share': 1,
  delays: 500,
  unevenness: 0.03,
  'late.p50.us': 500,
  'late.p95.us': 1_200,
  'late.p99.us': 2_000,
  'late.max.us': 9_000,
};

function missed(load: string, figures: Partial<typeof sound>) {
  const results = new Results();
  for (const name of names) results.add(name, { ...sound, ...(name === load ? figures : {}) });
  const { verdicts } = restartStorm.report(results, asked, 'full');
  return verdicts
    .filter(({ pass }) => !pass)
    .map((verdict) => [verdict.target, broken(verdict), verdict.timeless === true]);
}

describe('restart-storm', () => {
  it('crashes at every pace of the specification, and a herd', () => {
    expect(restartStorm.loads(asked, 'full').map(({ name }) => name)).toEqual(names);
  });

  it('knows the longest that a policy may wait', () => {
    const policy = { base: 100, cap: 1_000 };
    expect([0, 1, 2, 3, 4, 5].map((crash) => longestDelay(policy, crash))).toEqual([
      100, 200, 400, 800, 1_000, 1_000,
    ]);
    const load = { ...policy, children: 1, rounds: 1, every: 250, restarts: 5, within: 60_000 };
    expect(longestRound(load)).toBe(6 * 250 + 100 + 200 + 400 + 800 + 1_000);
  });

  it('passes what keeps to its limits', () => {
    expect(missed('', {})).toEqual([]);
  });

  it.each([
    [names[0], { 'most within': 6 }, 'restarts of a child within 1m', true, true],
    [names[3], { 'longest share': 1.01 }, 'a delay over the longest it may be', true, true],
    [names[1], { unevenness: 0.2 }, 'delays, from evenly spread', true, true],
    [names[2], { 'late.p95.us': 5_000 }, 'restart later than meant, p95', false, false],
    [names[2], { 'late.p99.us': 26_000 }, 'restart later than meant, p99', true, false],
    [names[3], { 'late.p95.us': 26_000 }, 'the same, of a herd, p95', true, false],
  ])('judges %s by %j', (load, figures, target, fails, counts) => {
    expect(missed(load ?? '', figures)).toEqual([[target, fails, counts]]);
  });
});
