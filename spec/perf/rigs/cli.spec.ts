import { describe, expect, it } from 'vitest';
import { cli } from '../../../perf/rigs/cli.js';
import { programNames, type ProgramName } from '../../../perf/rigs/cli/programs.js';
import { BASES, startAll } from '../../../perf/rigs/cli/startAll.js';
import { parseCommandLine } from '../../../perf/rigs/support/parseCommandLine.js';
import { broken } from '../../../perf/support/Report.js';
import { Results } from '../../../perf/support/Results.js';

/** As long as each takes, the same in every run but for one that somebody else's work slows down. */
const stopwatch = (milliseconds: (name: ProgramName) => number) => ({
  name: 'sample',
  time: (commands: readonly unknown[], runs: number) =>
    Promise.resolve(
      commands.map((_, index) =>
        Array.from(
          { length: runs },
          (__, run) =>
            (milliseconds(programNames[index] ?? 'bare Node') / 1e3) * (run === 1 ? 3 : 1),
        ),
      ),
    ),
});

describe('startAll', () => {
  it('takes medians, and ratios to each base with their intervals', async () => {
    const figures = await startAll(
      stopwatch((name) => (name === 'bare Node' ? 40 : 50)),
      5,
    );
    expect(figures['bare Node.ms']).toBeCloseTo(40);
    expect(figures['demo --help : bare Node']).toBeCloseTo(1.25);
    expect(figures['demo --help : bare Node.low']).toBeCloseTo(1.25);
    expect(figures["import 'ron-kernel' : import 'rxjs'.high"]).toBeCloseTo(1);
  });
});

describe('cli', () => {
  const missed = async (slow: ProgramName | undefined, milliseconds = 0) => {
    const times = (name: ProgramName): number => {
      if (name === slow) return milliseconds;
      return name === 'bare Node' || name === 'demo --help' ? 40 : 100;
    };
    const results = new Results();
    results.add('start-ups', { ...(await startAll(stopwatch(times), 3)), hyperfine: 0 });
    const { verdicts } = cli.report(results, parseCommandLine(cli, []).values, 'full');
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

  it('has a base for every ratio', () => {
    expect(programNames).toEqual(expect.arrayContaining([...BASES]));
  });
});
