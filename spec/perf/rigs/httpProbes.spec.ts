import { describe, expect, it } from 'vitest';
import { httpProbes } from '../../../perf/rigs/httpProbes.js';
import { parseCommandLine } from '../../../perf/rigs/support/parseCommandLine.js';
import { hasProc } from '../../../perf/support/procStatus.js';
import { broken, type Verdict } from '../../../perf/support/Report.js';
import { Results } from '../../../perf/support/Results.js';

const asked = parseCommandLine(httpProbes, []).values;
const probes = ['/readyz', 'bare server', '/metrics', 'prom-client alone'].flatMap((name) => [
  `${name}, idle`,
  `${name}, saturated`,
]);
const flips = ['readiness flips, idle', 'readiness flips, saturated'];
const memory = hasProc ? ['the demo', 'a kernel beside its imports'] : [];

/** A millisecond for everything, unless told otherwise of one load. */
function verdicts(
  load: string,
  figures: Readonly<Record<string, number>> = {},
): readonly Verdict[] {
  const results = new Results();
  const ms = (timer: string) =>
    ['p50', 'p95', 'p99', 'max'].map((rank) => [`${timer}.${rank}.us`, 1_000] as const);
  const add = (name: string, own: readonly (readonly [string, number])[]): void => {
    results.add(name, {
      ...Object.fromEntries<number>(own),
      ...(name === load ? figures : {}),
    });
  };
  for (const name of probes) {
    const path = /^\/metrics|^prom/.test(name) ? '/metrics' : '/readyz';
    add(name, [...ms(path), ['descriptors', 25]]);
  }
  for (const name of flips) add(name, [...ms('first 503'), ...ms('first 200')]);
  add('the demo', [
    ['demo.rss.MB', 90],
    ['demo.rss.max.MB', 95],
    ['demo.descriptors', 40],
  ]);
  add('a kernel beside its imports', [
    ['imports.rss.MB', 60],
    ['kernel.rss.MB', 70],
    ['kernel over imports.MB', 10],
  ]);
  return httpProbes.report(results, asked, 'full').verdicts;
}

const missed = (all: readonly Verdict[]) =>
  all.filter(({ pass }) => !pass).map((each) => [each.target, broken(each)]);

describe('http-probes', () => {
  it('asks both paths, bare servers beside, and flips readiness, idle and saturated, often enough for a 99th percentile', () => {
    expect(httpProbes.loads(asked, 'full').map(({ name }) => name)).toEqual([
      ...probes,
      ...flips,
      ...memory,
    ]);
    expect((asked.for / 1e3) * asked.probes).toBeGreaterThanOrEqual(1_000);
    expect((asked.for / 1e3) * asked.scrapes).toBeGreaterThanOrEqual(200);
    expect(asked.flips).toBeGreaterThanOrEqual(200);
  });

  it('passes a node that answers within a millisecond', () => {
    expect(missed(verdicts(''))).toEqual([]);
  });

  it.each([
    ['/readyz, saturated', { '/readyz.p99.us': 2_001 }, '/readyz, p99', false],
    ['/readyz, idle', { '/readyz.p99.us': 10_001 }, '/readyz, p99', true],
    ['/metrics, saturated', { '/metrics.p95.us': 5_001 }, '/metrics, p95', false],
    ['/metrics, idle', { '/metrics.p95.us': 10_001 }, '/metrics, p95', true],
    [
      'readiness flips, saturated',
      { 'first 503.p95.us': 1_001 },
      'readiness change to the first 503, p95',
      false,
    ],
    ['/readyz, idle', { descriptors: 256 }, 'file descriptors, kernel', true],
  ])('judges %s by %j', (load, figures, target, fails) => {
    expect(missed(verdicts(load, figures))).toEqual([[target, fails]]);
  });

  it.runIf(hasProc)('judges what the demo and a kernel hold', () => {
    expect(missed(verdicts('the demo', { 'demo.rss.max.MB': 101 }))).toEqual([['RSS, demo', true]]);
    const kernel = { 'kernel over imports.MB': 21 };
    expect(missed(verdicts('a kernel beside its imports', kernel))).toEqual([
      ['RSS, kernel', true],
    ]);
  });

  it('judges descriptors after a quick run too', () => {
    const counts = verdicts('').filter(({ timeless = false }) => timeless);
    expect(counts.map(({ target }) => target)).toEqual([
      'file descriptors, kernel',
      ...(hasProc ? ['file descriptors, demo'] : []),
    ]);
  });
});
