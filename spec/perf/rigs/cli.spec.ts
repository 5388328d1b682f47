import { describe, expect, it } from 'vitest';
import { cli } from '../../../perf/rigs/cli.js';
import { programNames, type ProgramName } from '../../../perf/rigs/cli/programs.js';
import { BASES, startAll } from '../../../perf/rigs/cli/startAll.js';
import { parseCommandLine } from '../../../perf/rigs/support/parseCommandLine.js';
import { broken } from '../../../perf/support/Report.js';
import { Results } from '../../../perf/support/Results.js';

/**
 * As long as each takes, the same in every run but for one that somebody else's work slows down; half
 * of it is processor time, if it tells.
 */
const stopwatch = (milliseconds: (name: ProgramName) => number, tells = false) => ({
  name: 'sample',
  time: (commands: readonly unknown[], runs: number) =>
    Promise.resolve(
      commands.map((_, index) => {
        const seconds = milliseconds(programNames[index] ?? 'bare Node') / 1e3;
        const times = Array.from({ length: runs }, (__, run) => seconds * (run === 1 ? 3 : 1));
        return { times, ...(tells ? { processor: seconds / 2 } : {}) };
      }),
    ),
});

describe('startAll', () => {
  const milliseconds = (name: ProgramName) => (name === 'bare Node' ? 40 : 50);

  it('takes medians, and ratios to each base with their intervals', async () => {
    const figures = await startAll(stopwatch(milliseconds), 5);
    expect(figures['bare Node.ms']).toBeCloseTo(40);
    expect(figures['demo --help : bare Node']).toBeCloseTo(1.25);
    expect(figures['demo --help : bare Node.low']).toBeCloseTo(1.25);
    expect(figures["import 'ron-kernel' : import 'rxjs'.high"]).toBeCloseTo(1);
    expect(Object.keys(figures).filter((name) => name.startsWith('processor'))).toEqual([]);
  });

  it('takes processor time too, where the stopwatch tells', async () => {
    const figures = await startAll(stopwatch(milliseconds, true), 5);
    expect(figures['bare Node.ms']).toBeCloseTo(40);
    expect(figures['processor, bare Node.ms']).toBeCloseTo(20);
    expect(figures['processor, demo --help : bare Node']).toBeCloseTo(1.25);
  });
});

describe('cli', () => {
  const resultsOf = async (times: (name: ProgramName) => number, tells = false) => {
    const results = new Results();
    results.add('start-ups', {
      ...(await startAll(stopwatch(times, tells), 3)),
      ...Object.fromEntries(programNames.map((name, index) => [`${name}.files`, index])),
      hyperfine: Number(tells),
    });
    return results;
  };
  const reportOf = (results: Results) =>
    cli.report(results, parseCommandLine(cli, []).values, 'full');
  const missed = async (slow: ProgramName | undefined, milliseconds = 0) => {
    const times = (name: ProgramName): number => {
      if (name === slow) return milliseconds;
      return name === 'bare Node' || name === 'demo --help' ? 40 : 100;
    };
    const { verdicts } = reportOf(await resultsOf(times));
    return verdicts.filter(broken).map(({ target }) => target);
  };

  it('passes what takes as long as RxJS does', async () => {
    expect(await missed(undefined)).toEqual([]);
  });

  it.each([
    ["import 'ron-kernel'", 116, "import 'ron-kernel' : import 'rxjs'"],
    ["import 'ron-kernel/bus'", 116, "import 'ron-kernel/bus' : import 'rxjs'"],
    ['demo --help', 61, 'demo --help : bare Node'],
  ] as const)('judges %s', async (slow, milliseconds, target) => {
    expect(await missed(slow, milliseconds)).toEqual([target]);
  });

  it('shows the time by the clock, and of the processor where that is known', async () => {
    const times = (name: ProgramName): number => (name === 'bare Node' ? 40 : 100);
    const titles = (results: Results) => reportOf(results).tables.map(({ title }) => title);
    const untold = titles(await resultsOf(times));
    expect(untold).toEqual([
      'ms from start to end, and times another, by own timing',
      'files that are loaded',
    ]);
    const results = await resultsOf(times, true);
    expect(titles(results)).toEqual([
      'ms from start to end, and times another, by hyperfine',
      'ms of processor time, and times another',
      'files that are loaded',
    ]);
    const [, processor, files] = reportOf(results).tables;
    expect(processor?.rows[1]?.slice(0, 2)).toEqual(["import 'rxjs'", '50.0 (50.0–50.0)']);
    expect(files?.rows[1]).toEqual(["import 'rxjs'", '1']);
  });

  it('has a base for every ratio', () => {
    expect(programNames).toEqual(expect.arrayContaining([...BASES]));
  });
});
