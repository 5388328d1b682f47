import { judge, rounded, type Report } from '../support/Report.js';
import type { Results } from '../support/Results.js';
import { atRate } from './fanOut/atRate.js';
import { count, counts, duration, type Values } from './support/options.js';
import type { Load, Rig } from './support/Rig.js';

const options = {
  rates: counts({ help: 'events a second', default: [50_000, 100_000, 250_000], quick: [20_000] }),
  for: duration({ help: 'how long each rate is kept up', default: 30_000, quick: 500 }),
  producers: count({ help: 'how many publish', default: 1, least: 1 }),
  subscribers: count({ help: 'how many are subscribed', default: 8, least: 1 }),
  capacity: count({ help: "the bus's capacity", default: 4_096, least: 1 }),
  payload: count({ help: 'bytes in an event', default: 128 }),
  burst: count({ help: 'how many events come at once', default: 1, least: 1 }),
};

type Asked = Values<typeof options>;

function nameOf(rate: number, { subscribers }: Asked): string {
  return `${options.rates.show([rate])}/s to ${String(subscribers)}`;
}

function loads(asked: Asked): readonly Load[] {
  return asked.rates.map((rate) => ({
    name: nameOf(rate, asked),
    duration: asked.for,
    run: (telemetry) => atRate({ ...asked, rate, duration: asked.for }, telemetry),
  }));
}

function report(results: Results, asked: Asked): Report {
  const names = asked.rates.map((rate) => nameOf(rate, asked));
  const samples = (figure: string) =>
    names.map((name) => ({ at: name, value: results.of(name, figure) }));
  const ranks = ['p50', 'p95', 'p99', 'max'];
  return {
    tables: [
      {
        title: 'µs from publish to the last delivery, and from when an event was due to publish',
        columns: ['', 'events/s', ...ranks, ...ranks.map((rank) => `slip ${rank}`), 'lag ratio'],
        rows: names.map((name) => [
          name,
          rounded(results.of(name, 'published per s').median),
          ...['deliver', 'slip'].flatMap((what) =>
            ranks.map((rank) => rounded(results.of(name, `${what}.${rank}.us`).median)),
          ),
          String(results.of(name, 'lag ratio').median),
        ]),
      },
    ],
    verdicts: [
      judge('lagged / published', 'at most', 0, '', samples('lag ratio'), 1e-4),
      judge('publish → deliver under load, p50', 'at most', 20, ' µs', samples('deliver.p50.us')),
    ],
  };
}

/** Does the bus keep up? */
export const busFanout: Rig<typeof options> = {
  name: 'bus-fanout',
  question: 'What becomes of events at 50k to 250k a second: how long they take, and what is lost?',
  options,
  loads,
  report,
};
