import { describe, expect, it } from 'vitest';
import { configReload } from '../../../perf/rigs/configReload.js';
import { parseCommandLine } from '../../../perf/rigs/support/parseCommandLine.js';
import { broken } from '../../../perf/support/Report.js';
import { Results } from '../../../perf/support/Results.js';

const asked = parseCommandLine(configReload, []).values;
const names = ['file', 'SIGHUP', 'event'].flatMap((by) => [
  `10 Hz by ${by}`,
  `bursts of 50 Hz by ${by}`,
]);

const timed = (timer: string, us: number) =>
  Object.fromEntries(['p50', 'p95', 'p99', 'max'].map((rank) => [`${timer}.${rank}.us`, us]));

function missed(load: string, figures: Readonly<Record<string, number>>) {
  const results = new Results();
  for (const name of names) {
    results.add(name, {
      changes: 600,
      versions: 600,
      ...timed('in force', 100_000),
      ...timed('swap', 1_000),
      'heap growth': 1,
      'descriptor growth': 1,
      descriptors: 22,
      'latency growth': 1,
      ...(name === load ? figures : {}),
    });
  }
  return configReload
    .report(results, asked, 'full')
    .verdicts.filter(({ pass }) => !pass)
    .map((verdict) => [verdict.target, broken(verdict)]);
}

describe('config-reload', () => {
  it('reloads for a minute by each trigger, steadily and in bursts', () => {
    const loads = configReload.loads(asked, 'full');
    expect(loads.map(({ name }) => name)).toEqual(names);
    expect(asked.for).toBe(60_000);
  });

  it('passes what stays quick and small', () => {
    expect(missed('', {})).toEqual([]);
  });

  it.each([
    [names[0], { 'in force.p95.us': 251_000 }, 'in force after a change by file, p95', true],
    [names[2], { 'in force.p95.us': 151_000 }, 'in force after a change by SIGHUP, p95', true],
    [names[0], { 'swap.p95.us': 2_000 }, 'parse, validate and swap, p95', false],
    [names[4], { 'swap.p99.us': 31_000 }, 'parse, validate and swap, p99', true],
    [names[4], { 'latency growth': 1.2 }, 'latency: last third over first', true],
    [names[4], { 'heap growth': 1.2 }, 'heap: last third over first', true],
    [names[3], { descriptors: 257 }, 'descriptors', true],
    [names[3], { 'descriptor growth': 1.2 }, 'descriptors: last third over first', true],
  ])('judges %s by %j', (load, figures, target, fails) => {
    expect(missed(load ?? '', figures)).toEqual([[target, fails]]);
  });
});
