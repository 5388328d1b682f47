import { judge, rounded, timeless, type Report, type Sample } from '../support/Report.js';
import type { Results } from '../support/Results.js';
import { summarize } from '../support/Summary.js';
import { runReloads } from './configReload/runReloads.js';
import { TRIGGERS } from './configReload/triggers.js';
import { choices, count, duration, type Values } from './support/options.js';
import type { Load, Rig } from './support/Rig.js';
import { schedule, type Schedule } from './support/schedule.js';
import { spells } from './support/spells.js';

const options = {
  by: choices(TRIGGERS, { help: 'what makes it reload', default: TRIGGERS }),
  for: duration({ help: 'how long', default: 60_000, quick: 1_000, least: 1_000 }),
  rate: count({ help: 'changes a second', default: 10, least: 1 }),
  bursts: count({ help: 'changes a second in a burst, every other second', default: 50, least: 1 }),
  size: count({ help: 'bytes of config', default: 4_096, least: 256 }),
};

type Asked = Values<typeof options>;
type By = Asked['by'][number];

/** A burst takes every other second. */
const SECOND = 1_000;

/** What loads are called. */
const names = {
  steady: (by: By, { rate }: Asked) => `${rate} Hz by ${by}`,
  bursts: (by: By, { bursts }: Asked) => `bursts of ${bursts} Hz by ${by}`,
};

const all = (asked: Asked): readonly string[] =>
  asked.by.flatMap((by) => [names.steady(by, asked), names.bursts(by, asked)]);

function loads(asked: Asked): readonly Load[] {
  const load = (name: string, trigger: By, when: Schedule): Load => ({
    name,
    duration: asked.for + 1_500,
    nodeFlags: ['--expose-gc'],
    run: (telemetry) =>
      runReloads({ trigger, schedule: when, duration: asked.for, size: asked.size }, telemetry),
  });
  const inBursts = spells({ rate: asked.bursts, length: SECOND, every: 2 * SECOND });
  return asked.by.flatMap((by) => [
    load(names.steady(by, asked), by, schedule({ rate: asked.rate })),
    load(names.bursts(by, asked), by, inBursts),
  ]);
}

function report(results: Results, asked: Asked): Report {
  const at = (name: string, figure: string): number => results.of(name, figure).median;
  const milliseconds = (name: string, figure: string): Sample => ({
    at: name,
    value: summarize([at(name, `${figure}.us`) / 1e3]),
  });
  const of = (figure: string): readonly Sample[] =>
    all(asked).map((name) => ({ at: name, value: results.of(name, figure) }));
  // Bursts are too few to have a 99th percentile.
  const swapped = (rank: string): readonly Sample[] =>
    asked.by.map((by) => milliseconds(names.steady(by, asked), `swap.${rank}`));
  const soon = (by: By, limit: number) =>
    judge(`in force after a change by ${by}, p95`, 'at most', limit, ' ms', [
      milliseconds(names.steady(by, asked), 'in force.p95'),
    ]);
  const cells = (name: string, timer: string): readonly string[] =>
    ['p50', 'p95', 'p99', 'max'].map((rank) =>
      rounded(milliseconds(name, `${timer}.${rank}`).value.median),
    );
  const limits: Readonly<Record<By, number>> = { file: 250, SIGHUP: 150, event: 150 };
  return {
    tables: [
      {
        title: 'ms from a change until it, or a later one, is in force',
        columns: ['', 'changes', 'versions', 'p50', 'p95', 'p99', 'max', 'last third : first'],
        rows: all(asked).map((name) => [
          name,
          String(at(name, 'changes')),
          String(at(name, 'versions')),
          ...cells(name, 'in force'),
          rounded(at(name, 'latency growth')),
        ]),
      },
      {
        title: 'ms to parse, validate and swap, and what reloads leave behind',
        columns: ['', 'p50', 'p95', 'p99', 'max', 'heap, last third : first', 'descriptors'],
        rows: all(asked).map((name) => [
          name,
          ...cells(name, 'swap'),
          rounded(at(name, 'heap growth')),
          rounded(at(name, 'descriptor growth')),
        ]),
      },
    ],
    verdicts: [
      judge('parse, validate and swap, p95', 'at most', 1.5, ' ms', swapped('p95'), 10),
      judge('parse, validate and swap, p99', 'at most', 4, ' ms', swapped('p99'), 30),
      ...asked.by.map((by) => soon(by, limits[by])),
      judge('latency: last third over first', 'at most', 1.1, '×', of('latency growth')),
      judge('heap: last third over first', 'at most', 1.1, '×', of('heap growth')),
      judge('descriptors: last third over first', 'at most', 1.1, '×', of('descriptor growth')),
      timeless(judge('descriptors', 'at most', 64, '', of('descriptors'), 256)),
    ],
  };
}

/** Does a config that changes all the time stay quick, and small? */
export const configReload: Rig<typeof options> = {
  name: 'config-reload',
  question:
    'A config that changes ten times a second, or fifty: is it soon in force, and is that all?',
  options,
  loads,
  report,
};
