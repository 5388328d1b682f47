import { judge, rounded, timeless, type Report, type Sample } from '../support/Report.js';
import type { Results } from '../support/Results.js';
import { summarize } from '../support/Summary.js';
import { runStorm } from './restartStorm/runStorm.js';
import { longestRound, type StormLoad } from './restartStorm/StormLoad.js';
import { evenBelow } from './restartStorm/unevenness.js';
import { count, duration, durations, type Values } from './support/options.js';
import type { Load, Rig } from './support/Rig.js';

const options = {
  every: durations({
    help: 'from a start to the crash',
    default: [250, 500, 1_000],
    quick: [20, 50],
  }),
  children: count({ help: 'how many crash so', default: 100, quick: 20, least: 1 }),
  herd: count({ help: 'how many crash all at once', default: 1_000, least: 1 }),
  rounds: count({ help: 'how often all crash until they are quarantined', default: 5, quick: 1 }),
  base: duration({ help: 'the first delay, before jitter', default: 100, quick: 20, least: 1 }),
  cap: duration({ help: 'the longest delay', default: 1_000, quick: 200, least: 1 }),
  restarts: count({ help: 'restarts that each may have', default: 5, least: 1 }),
  within: duration({ help: 'within this window', default: 60_000, least: 1_000 }),
};

type Asked = Values<typeof options>;

const pace = (every: number): string => `a crash every ${options.every.show([every])}`;
const herd = ({ herd: children }: Asked): string => `${children} crash at once`;
const names = (asked: Asked): readonly string[] => [...asked.every.map(pace), herd(asked)];

function loads(asked: Asked): readonly Load[] {
  const load = (name: string, own: Pick<StormLoad, 'children' | 'every'>): Load => {
    const storm = { ...asked, ...own };
    return {
      name,
      duration: longestRound(storm) * asked.rounds,
      run: (telemetry) => runStorm(storm, telemetry),
    };
  };
  return [
    ...asked.every.map((every) => load(pace(every), { children: asked.children, every })),
    load(herd(asked), { children: asked.herd, every: 0 }),
  ];
}

function report(results: Results, asked: Asked): Report {
  const at = (name: string, figure: string) => results.of(name, figure).median;
  const milliseconds = (name: string, rank: string): Sample => ({
    at: name,
    value: summarize([at(name, `late.${rank}.us`) / 1e3]),
  });
  const samples = (figure: string): readonly Sample[] =>
    names(asked).map((name) => ({ at: name, value: results.of(name, figure) }));
  const late = (of: readonly string[], rank: string) => of.map((name) => milliseconds(name, rank));
  const paced = asked.every.map(pace);
  const uneven = names(asked).map((name) => ({
    at: name,
    value: summarize([at(name, 'unevenness') / evenBelow(at(name, 'delays'))]),
  }));
  return {
    tables: [
      {
        title: 'what became of the crashes, and ms that a restart came later than was meant',
        columns: ['', 'crashes', 'restarts', 'p50', 'p95', 'p99', 'max'],
        rows: names(asked).map((name) => [
          name,
          String(at(name, 'crashes')),
          String(at(name, 'restarts')),
          ...['p50', 'p95', 'p99', 'max'].map((rank) =>
            rounded(milliseconds(name, rank).value.median),
          ),
        ]),
      },
    ],
    verdicts: [
      timeless(
        judge(
          `restarts of a child within ${options.within.show(asked.within)}`,
          'at most',
          asked.restarts,
          '',
          samples('most within'),
          asked.restarts,
        ),
      ),
      timeless(
        judge('a delay over the longest it may be', 'at most', 1, '×', samples('longest share')),
      ),
      timeless(judge('delays, from evenly spread', 'at most', 1, '× what chance does', uneven)),
      judge('restart later than meant, p95', 'at most', 2, ' ms', late(paced, 'p95'), 10),
      judge('restart later than meant, p99', 'at most', 5, ' ms', late(paced, 'p99'), 25),
      judge('the same, of a herd, p95', 'at most', 25, ' ms', late([herd(asked)], 'p95')),
      judge('the same, of a herd, p99', 'at most', 50, ' ms', late([herd(asked)], 'p99')),
    ],
  };
}

/** Is a storm of crashes held to what its policy allows? */
export const restartStorm: Rig<typeof options> = {
  name: 'restart-storm',
  question: 'Are crashes held to the limit and spread by the jitter, and restarts on time?',
  options,
  loads,
  report,
};
