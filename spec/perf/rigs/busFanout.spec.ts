import { describe, expect, it } from 'vitest';
import { busFanout } from '../../../perf/rigs/busFanout.js';
import { parseCommandLine } from '../../../perf/rigs/support/parseCommandLine.js';
import { broken } from '../../../perf/support/Report.js';
import { Results } from '../../../perf/support/Results.js';

const asked = (...words: readonly string[]) => parseCommandLine(busFanout, words).values;

const names = (...words: readonly string[]): readonly string[] =>
  busFanout.loads(asked(...words), 'full').map(({ name }) => name);

describe('bus-fanout', () => {
  it('runs every workload of the specification, the generator in turns', () => {
    expect(names()).toEqual([
      '50k/s to 8',
      '100k/s to 8',
      '250k/s to 8',
      '100k/s, 8 readers',
      '100k/s, 8 slow readers',
      '100k/s, 8 stalling readers',
      ...Array.from({ length: 5 }, () => ['generator alone', 'generator and bus']).flat(),
      'climb',
    ]);
    const rates = busFanout.loads(asked(), 'full').slice(0, 3);
    expect(rates.map(({ duration }) => duration)).toEqual([30_000, 30_000, 30_000]);
  });

  it('runs what it is asked for', () => {
    const words = ['--workloads', 'stalls,rates', '--rates', '1M', '--subscribers', '64'];
    expect(names(...words)).toEqual(['100k/s, 8 stalling readers', '1M/s to 64']);
  });

  const measured = (figures: Readonly<Record<string, number>>): Results => {
    const results = new Results();
    const latencies = ['deliver', 'slip'].flatMap((what) =>
      ['p50', 'p95', 'p99', 'max'].map((rank) => [`${what}.${rank}.us`, 1] as const),
    );
    results.add('250k/s to 8', {
      ...Object.fromEntries<number>(latencies),
      'published per s': 250_000,
      dropped: 0,
      'lag ratio': 0,
      ...figures,
    });
    return results;
  };

  const verdicts = (figures: Readonly<Record<string, number>>) =>
    busFanout.report(measured(figures), asked('--workloads', 'rates', '--rates', '250k'), 'full')
      .verdicts;

  it('passes what loses nothing and is quick', () => {
    expect(verdicts({}).map(({ pass }) => pass)).toEqual([true, true, true, true]);
  });

  it.each([
    ['a single event lost to functions', { 'lag ratio': 1e-6 }, true, false],
    ['one in a thousand lost', { 'lag ratio': 1e-3 }, true, true],
    ['a p99 between our limit and the specification’s', { 'deliver.p99.us': 100 }, false, false],
    ['a p99 past both', { 'deliver.p99.us': 201 }, false, true],
  ])('judges %s', (_, figures, counts, fails) => {
    const missed = verdicts(figures).filter(({ pass }) => !pass);
    expect(missed).toHaveLength(1);
    expect(missed.map(({ timeless = false }) => timeless)).toEqual([counts]);
    expect(missed.some(broken)).toBe(fails);
  });
});
