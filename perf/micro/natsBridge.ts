import type { Effort } from '../support/Effort.js';
import { judge, rounded, spread, type Report } from '../support/Report.js';
import type { Results } from '../support/Results.js';
import type { Case, Suite } from '../support/Suite.js';
import { hasBroker, withBroker } from './natsBridge/broker.js';
import type { Way } from './natsBridge/reading.js';
import { receiving } from './natsBridge/receiving.js';
import { sending } from './natsBridge/sending.js';
import { consuming, storing } from './natsBridge/streams.js';

const FIGURE = 'rate.per.s';

function casesOf(direction: string, ways: Readonly<Record<string, Way>>, count: number): Case[] {
  return Object.entries(ways).map(([name, way]) => ({
    name: `${direction}: ${name}`,
    measure: async () => {
      const seconds = await withBroker(async (url) => {
        await way(url, Math.ceil(count / 10)); // compiled, as in a service that runs for longer
        return await way(url, count);
      });
      return { [FIGURE]: count / seconds };
    },
  }));
}

function cases(effort: Effort): readonly Case[] {
  if (!hasBroker) return [];
  const [passing, kept] = effort === 'full' ? [300_000, 50_000] : [5_000, 1_000];
  return [
    ...casesOf('send', sending, passing),
    ...casesOf('receive', receiving, passing),
    ...casesOf('store', storing, kept),
    ...casesOf('consume', consuming, kept),
  ];
}

function report(results: Results): Report {
  if (!hasBroker) {
    const rows = [['left out: there is no nats-server (apt-get install nats-server)']];
    return { tables: [{ title: 'Events a second', columns: [''], rows }], verdicts: [] };
  }
  const ratio = (direction: string) =>
    results.ratio(`${direction}: bridge`, `${direction}: client`, FIGURE);
  const row = (direction: string, ways: readonly string[]): readonly string[] => [
    direction,
    ...ways.map((way) => rounded(results.of(`${direction}: ${way}`, FIGURE).median)),
    spread(ratio(direction)),
  ];
  return {
    tables: [
      {
        title: 'Events a second through a broker on this machine: JSON of 70 bytes',
        columns: ['', 'bridge', 'client, same messages', 'client, no header', 'bridge × client'],
        rows: ['send', 'receive'].map((way) => row(way, ['bridge', 'client', 'client, no header'])),
      },
      {
        title: 'The same by way of a stream, at least once, 256 in flight',
        columns: ['', 'bridge', 'client, same messages', 'bridge × client'],
        rows: ['store', 'consume'].map((way) => row(way, ['bridge', 'client'])),
      },
    ],
    verdicts: [
      judge(
        'a bridge, times the bare client with the same messages',
        'at least',
        0.8,
        '×',
        ['send', 'receive'].map((direction) => ({ at: direction, value: ratio(direction) })),
      ),
    ],
  };
}

/**
 * What does a bridge add to the client it stands on? The client does what nobody could leave out who wants the same messages
 * across: the same JSON by the same codec, a header of the same length, and no more under way than a bridge allows, 4
 * times 512 messages; in streams, an id for each message and 256 under way, acknowledged one by one. How much of its
 * time goes to the header shows beside.
 */
export const natsBridge: Suite = {
  name: 'nats-bridge',
  question: 'How many events a second cross a NATS bridge, beside its bare client?',
  cases,
  report,
};
