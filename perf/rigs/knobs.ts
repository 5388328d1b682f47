import { rounded, type Report } from '../support/Report.js';
import type { Effort } from '../support/Effort.js';
import type { Results } from '../support/Results.js';
import { capacity, payload, subscribers } from './knobs/bus.js';
import { jitter } from './knobs/jitter.js';
import type { Knob, Setting } from './knobs/Knob.js';
import { cardinality, logging } from './knobs/observability.js';
import { pool, workers } from './knobs/threads.js';
import { choices, duration, type Values } from './support/options.js';
import type { Load, Rig } from './support/Rig.js';

const knobsByName = {
  capacity,
  subscribers,
  payload,
  workers,
  pool,
  logging,
  cardinality,
  jitter,
} satisfies Readonly<Record<string, Knob>>;

const NAMES = Object.keys(knobsByName) as readonly (keyof typeof knobsByName)[];

const options = {
  only: choices(NAMES, { help: 'which knobs are turned', default: NAMES }),
  for: duration({ help: 'how long each setting is tried', default: 5_000, quick: 200, least: 100 }),
};

type Asked = Values<typeof options>;

const nameOf = (knob: string, to: string): string => `${knob} ${to}`;

/** Two are enough to see that a knob can be turned. */
function settingsOf(
  name: Asked['only'][number],
  { for: duration }: Asked,
  effort: Effort,
): readonly Setting[] {
  const all = knobsByName[name].settings({ duration, effort });
  return effort === 'full' ? all : all.slice(0, 2);
}

function loads(asked: Asked, effort: Effort): readonly Load[] {
  const { only, for: duration } = asked;
  return only.flatMap((name) =>
    settingsOf(name, asked, effort).map(({ to, ...setting }) => ({
      name: nameOf(name, to),
      duration: 1.25 * duration + 500,
      ...setting,
    })),
  );
}

function report(results: Results, asked: Asked, effort: Effort): Report {
  const tables = asked.only.map((name) => {
    const { question, columns } = knobsByName[name];
    return {
      title: question,
      columns: [name, ...columns.map(({ title }) => title)],
      rows: settingsOf(name, asked, effort).map(({ to }) => [
        to,
        ...columns.map(({ figure, times = 1 }) =>
          rounded(results.of(nameOf(name, to), figure).median * times),
        ),
      ]),
    };
  });
  return { tables, verdicts: [] };
}

/** What does each setting do? */
export const knobs: Rig<typeof options> = {
  name: 'knobs',
  question: 'What does it change to set capacity, payload, threads, logs, metrics or jitter?',
  options,
  loads,
  report,
};
