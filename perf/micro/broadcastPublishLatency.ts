import type { Figures } from '../support/Figures.js';
import { judge, rounded, spread, type Report, type Table } from '../support/Report.js';
import type { Results } from '../support/Results.js';
import { busChannel, Publisher, STRETCH, timePublishes } from './support/publishLatency.js';
import { secondsPerCycle } from './support/secondsPerCycle.js';
import type { Effort } from '../support/Effort.js';
import type { Case, Suite } from '../support/Suite.js';
import { microtask, turn } from '../support/turn.js';

const RECEIVERS = [1, 2, 4, 8, 16];
const PAYLOADS = [32, 128, 512];

/** How many publishes a second, one at a time. */
async function rate(receivers: number, bytes: number, effort: Effort): Promise<Figures> {
  const publisher = new Publisher(busChannel(), { receivers, bytes }, () => undefined);
  const seconds = await secondsPerCycle(async () => {
    for (let op = 0; op < STRETCH; op++) {
      publisher.publish();
      await microtask;
    }
    await turn();
  }, effort);
  publisher.check();
  return { 'publishes per s': STRETCH / seconds };
}

const loads = PAYLOADS.flatMap((bytes) =>
  RECEIVERS.map((receivers) => ({
    receivers,
    bytes,
    name: `1→${String(receivers)}, ${String(bytes)} B`,
  })),
);

function cases(): readonly Case[] {
  return loads.map(({ receivers, bytes, name }) => ({
    name,
    measure: async (effort) => ({
      ...(await timePublishes(busChannel(), { receivers, bytes }, effort === 'full' ? 4_000 : 10)),
      ...(await rate(receivers, bytes, effort)),
    }),
  }));
}

function report(results: Results): Report {
  const percentile = (name: string, figure: string): string =>
    rounded(results.of(name, figure).median);
  const table: Table = {
    title: 'µs from publish to delivery, two reads of the clock included',
    columns: ['', ...['first', 'last'].flatMap((to) => [`${to} p50`, 'p95', 'p99']), 'publishes/s'],
    rows: loads.map(({ name }) => [
      name,
      ...['first', 'last'].flatMap((to) =>
        ['p50', 'p95', 'p99'].map((rank) => percentile(name, `${to}.${rank}.us`)),
      ),
      spread(results.of(name, 'publishes per s')),
    ]),
  };
  const asSpecified = loads.filter(({ receivers, bytes }) => receivers === 8 && bytes === 128);
  const samples = (figure: string) =>
    asSpecified.map(({ name }) => ({ at: name, value: results.of(name, figure) }));
  return {
    tables: [table],
    verdicts: [
      judge('publish to the last of 8, p50', 'at most', 1, ' µs', samples('last.p50.us'), 20),
      judge('publish to the last of 8, p95', 'at most', 60, ' µs', samples('last.p95.us'), 60),
      judge('publish to the last of 8, p99', 'at most', 5, ' µs', samples('last.p99.us'), 200),
    ],
  };
}

/** How long is an event on its way? */
export const broadcastPublishLatency: Suite = {
  name: 'broadcast-publish-latency',
  question: 'How long is an event on its way from publish to its first and its last receiver?',
  cases,
  report,
};
