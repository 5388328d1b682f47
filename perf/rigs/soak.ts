import { judge, rounded, timeless, type Report, type Verdict } from '../support/Report.js';
import type { Results } from '../support/Results.js';
import { runSoak } from './soak/runSoak.js';
import { count, duration, type Values } from './support/options.js';
import { BARE_NODE, type Load, type Rig } from './support/Rig.js';

const LOAD = 'everything at once';

/** Shorter runs than this are judged by their thirds, since garbage outweighs a leak of 1 MB an hour. */
const LONG = 30 * 60_000;

const options = {
  for: duration({ help: 'how long', default: 3_600_000, quick: 10_000, least: 3_000 }),
  rate: count({ help: 'events a second', default: 100_000, quick: 20_000, least: 1_000 }),
  subscribers: count({ help: 'how many functions are subscribed', default: 8, least: 1 }),
  churn: count({ help: 'subscribers that come and go, a second', default: 100, least: 1 }),
  reloads: count({ help: 'config changes, a second', default: 1, least: 1 }),
  probes: count({ help: 'probes, a second', default: 20, least: 1 }),
  crashers: count({ help: 'services that crash as often as they may', default: 4, least: 1 }),
};

type Asked = Values<typeof options>;

function loads(asked: Asked): readonly Load[] {
  return [
    {
      name: LOAD,
      duration: asked.for,
      nodeFlags: ['--expose-gc'],
      run: (telemetry) => runSoak({ ...asked, duration: asked.for }, telemetry),
    },
  ];
}

function report(results: Results, asked: Asked): Report {
  const of = (figure: string): number => results.of(LOAD, figure).median;
  const table = (title: string, figures: readonly string[]) => ({
    title,
    columns: figures,
    rows: [figures.map((figure) => rounded(of(figure)))],
  });
  const range = (what: string): readonly string[] => [
    `${what}, after a collection`,
    ...['', '.low', '.high'].map((end) => rounded(of(`${what} slope${end}.MB per h`))),
    rounded(of(`${what} growth`)),
  ];
  return {
    tables: [
      table('what it bore', ['published', 'came and went', 'config changes', 'restarts', 'probes']),
      {
        title: 'what it held on to',
        columns: ['', 'MB per h', '95 % from', 'to', 'last third : first'],
        rows: [
          range('heap'),
          range('RSS'),
          ['descriptors', '', '', '', rounded(of('descriptor growth'))],
          ['publish → deliver, p50', '', '', '', rounded(of('latency growth'))],
        ],
      },
    ],
    verdicts: [...(asked.for >= LONG ? slopes(results) : thirds(results)), ...sizes(results)],
  };
}

function slopes(results: Results): readonly Verdict[] {
  return ['heap', 'RSS'].map((what) =>
    judge(`${what}: slope at most, with 95 % confidence`, 'at most', 1, ' MB/h', [
      { at: LOAD, value: results.of(LOAD, `${what} slope.high.MB per h`) },
    ]),
  );
}

function thirds(results: Results): readonly Verdict[] {
  const flat = (what: string): Verdict =>
    judge(`${what}: last third over first`, 'at most', 1.1, '×', [
      { at: LOAD, value: results.of(LOAD, `${what} growth`) },
    ]);
  return [timeless(flat('heap')), flat('RSS'), flat('descriptor'), flat('latency')];
}

function sizes(results: Results): readonly Verdict[] {
  const at = LOAD;
  const rss = results.difference(LOAD, BARE_NODE, 'rss.MB');
  const descriptors = results.of(LOAD, 'descriptors');
  return [
    timeless(judge('descriptors', 'at most', 64, '', [{ at, value: descriptors }], 256)),
    judge('RSS over bare Node', 'at most', 100, ' MB', [{ at, value: rss }], 100),
  ];
}

/** Does a kernel hold on to anything over time? */
export const soak: Rig<typeof options> = {
  name: 'soak',
  question: 'With everything going on at once: does memory, a descriptor or a microsecond leak?',
  options,
  loads,
  report,
};
