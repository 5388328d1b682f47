import { describe, expect, it } from 'vitest';
import { soak } from '../../../perf/rigs/soak.js';
import { parseCommandLine } from '../../../perf/rigs/support/parseCommandLine.js';
import { broken } from '../../../perf/support/Report.js';
import { Results } from '../../../perf/support/Results.js';

const flat = {
  published: 1,
  'came and went': 1,
  'config changes': 1,
  restarts: 1,
  probes: 1,
  'heap slope.MB per h': 0.2,
  'heap slope.low.MB per h': 0.1,
  'heap slope.high.MB per h': 0.3,
  'RSS slope.MB per h': 0,
  'RSS slope.low.MB per h': -0.5,
  'RSS slope.high.MB per h': 0.5,
  'heap growth': 1,
  'RSS growth': 1,
  'descriptor growth': 1,
  'latency growth': 1,
  descriptors: 30,
  'rss.MB': 90,
};

function brokenBy(words: readonly string[], figures: Partial<typeof flat>): readonly string[] {
  const results = new Results();
  results.add('bare Node', { 'rss.MB': 40 });
  results.add('everything at once', { ...flat, ...figures });
  const { values, effort } = parseCommandLine(soak, words);
  return soak
    .report(results, values, effort)
    .verdicts.filter(broken)
    .map(({ target }) => target);
}

describe('soak', () => {
  it('takes an hour unless told otherwise, and ten seconds in a quick run', () => {
    const planned = (...words: readonly string[]) =>
      soak.loads(parseCommandLine(soak, words).values, 'full').map(({ duration }) => duration);
    expect([planned(), planned('--quick'), planned('--for', '5m')]).toEqual([
      [3_600_000],
      [10_000],
      [300_000],
    ]);
  });

  it('holds a flat kernel to be one', () => {
    expect([brokenBy([], {}), brokenBy(['--for', '10s'], {})]).toEqual([[], []]);
  });

  it('judges a long run by its slope, with confidence', () => {
    const leaking = { 'heap slope.high.MB per h': 1.1, 'heap growth': 2 };
    expect(brokenBy([], leaking)).toEqual(['heap: slope at most, with 95 % confidence']);
  });

  it('judges a short run by its thirds', () => {
    const leaking = {
      'heap slope.high.MB per h': 99,
      'heap growth': 1.2,
      'descriptor growth': 1.2,
    };
    expect(brokenBy(['--for', '10s'], leaking)).toEqual([
      'heap: last third over first',
      'descriptor: last third over first',
    ]);
  });

  it.each([
    ['descriptors', { descriptors: 257 }],
    ['RSS over bare Node', { 'rss.MB': 141 }],
  ])('limits %s', (target, figures) => {
    expect(brokenBy([], figures)).toEqual([target]);
  });
});
