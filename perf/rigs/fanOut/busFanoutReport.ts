import {
  judge,
  rounded,
  spread,
  timeless,
  type Report,
  type Table,
  type Verdict,
} from '../../support/Report.js';
import type { Results } from '../../support/Results.js';
import type { Summary } from '../../support/Summary.js';
import { ALONE, AND_BUS, CLIMB, names, type Asked } from './options.js';

const RANKS = ['p50', 'p95', 'p99', 'max'];

/** What to make of the figures of the workloads that were asked for. */
export function busFanoutReport(results: Results, asked: Asked): Report {
  const asks = (workload: Asked['workloads'][number]): boolean =>
    asked.workloads.includes(workload);
  const rates = asks('rates') ? asked.rates.map((rate) => names.rate(rate, asked)) : [];
  const beside = (['readers', 'slow', 'stalls'] as const)
    .filter(asks)
    .map((workload) => names[workload](asked));
  return {
    tables: [
      ...(rates.length + beside.length > 0 ? [latencies(results, [...rates, ...beside])] : []),
      ...(asks('stalls') ? [stalled(results, names.stalls(asked))] : []),
      ...(asks('cpu') ? [share(results)] : []),
    ],
    verdicts: [
      ...(rates.length > 0 ? kept(results, rates) : []),
      ...(asks('readers') ? [keptByReaders(results, names.readers(asked))] : []),
      ...(asks('cpu') ? costs(results) : []),
      ...(asks('climb') ? [climbed(results)] : []),
    ],
  };
}

function latencies(results: Results, loads: readonly string[]): Table {
  return {
    title:
      'µs from publish to the last function, and from when an event was due until it was published',
    columns: [
      '',
      'events/s',
      ...RANKS,
      ...RANKS.map((rank) => `slip ${rank}`),
      'dropped',
      'lag ratio',
    ],
    rows: loads.map((name) => [
      name,
      rounded(results.of(name, 'published per s').median),
      ...['deliver', 'slip'].flatMap((what) =>
        RANKS.map((rank) => rounded(results.of(name, `${what}.${rank}.us`).median)),
      ),
      String(results.of(name, 'dropped').median),
      String(Number(results.of(name, 'lag ratio').median.toPrecision(3))),
    ]),
  };
}

function stalled(results: Results, name: string): Table {
  const of = (figure: string): string => String(results.of(name, figure).median);
  return {
    title: 'what stalls must cost, and what the bus says they did',
    columns: ['stalls', 'events more than capacity', 'dropped, by the bus'],
    rows: [[of('stalls'), of('injected'), of('dropped')]],
  };
}

function share(results: Results): Table {
  const percent = (figures: Summary): string => spread(percentOf(figures), ' %');
  return {
    title: 'CPU at 100k events/s in batches of 100, of a core',
    columns: [ALONE, AND_BUS, 'the bus', 'MB of RSS, the bus'],
    rows: [
      [
        percent(results.of(ALONE, 'cpu')),
        percent(results.of(AND_BUS, 'cpu')),
        percent(results.difference(AND_BUS, ALONE, 'cpu')),
        spread(results.difference(AND_BUS, ALONE, 'rss.MB')),
      ],
    ],
  };
}

function kept(results: Results, rates: readonly string[]): readonly Verdict[] {
  const samples = (figure: string) => rates.map((at) => ({ at, value: results.of(at, figure) }));
  const latency = (rank: string, limit: number, specified: number): Verdict => {
    const what = `publish → deliver at a rate, ${rank}`;
    return judge(what, 'at most', limit, ' µs', samples(`deliver.${rank}.us`), specified);
  };
  return [
    timeless(
      judge('lagged / published, to functions', 'at most', 0, '', samples('lag ratio'), 1e-4),
    ),
    latency('p50', 1, 20),
    latency('p95', 60, 60),
    latency('p99', 5, 200),
  ];
}

/** Readers keep up when they are given the time to; on a machine that stalls, they may not be. */
function keptByReaders(results: Results, at: string): Verdict {
  const value = results.of(at, 'lag ratio');
  return judge('lagged / published, to readers', 'at most', 0, '', [{ at, value }], 1e-4);
}

function costs(results: Results): readonly Verdict[] {
  const cpu = percentOf(results.difference(AND_BUS, ALONE, 'cpu'));
  const memory = results.difference(AND_BUS, ALONE, 'rss.MB');
  const at = AND_BUS;
  return [
    judge('CPU at 100k events/s to 8', 'at most', 2, ' %', [{ at, value: cpu }], 5),
    judge('RSS over the generator alone', 'at most', 20, ' MB', [{ at, value: memory }], 100),
  ];
}

function climbed(results: Results): Verdict {
  const { median, min, max } = results.of(CLIMB, 'highest rate per s');
  const thousands = { median: median / 1e3, min: min / 1e3, max: max / 1e3 };
  const sample = { at: CLIMB, value: thousands };
  return judge('highest rate without lag or slip', 'at least', 1_000, 'k/s', [sample], 250);
}

function percentOf({ median, min, max }: Summary): Summary {
  return { median: 100 * median, min: 100 * min, max: 100 * max };
}
