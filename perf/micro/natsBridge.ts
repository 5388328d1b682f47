import type { Effort } from '../support/Effort.js';
import { judge, rounded, spread, type Report } from '../support/Report.js';
import type { Results } from '../support/Results.js';
import type { Case, Suite } from '../support/Suite.js';
import { hasBroker, withBroker } from './natsBridge/broker.js';
import { ways } from './natsBridge/ways.js';

const FIGURE = 'rate.per.s';

function cases(effort: Effort): readonly Case[] {
  if (!hasBroker) return [];
  const count = effort === 'full' ? 300_000 : 5_000;
  return Object.entries(ways).map(([name, way]) => ({
    name,
    measure: async () => {
      const seconds = await withBroker((url) => way(url, count));
      return { [FIGURE]: count / seconds };
    },
  }));
}

function report(results: Results): Report {
  if (!hasBroker) {
    const rows = [['left out: there is no nats-server (apt-get install nats-server)']];
    return { tables: [{ title: 'Events a second', columns: [''], rows }], verdicts: [] };
  }
  const directions = ['send', 'receive'];
  const ratio = (direction: string, base: string) =>
    results.ratio(`${direction}: bridge`, `${direction}: ${base}`, FIGURE);
  return {
    tables: [
      {
        title: 'Events a second through a broker on this machine: JSON of 70 bytes',
        columns: ['', 'bridge', 'client, same messages', 'client, no header', 'bridge × client'],
        rows: directions.map((direction) => [
          direction,
          ...['bridge', 'client', 'client, no header'].map((way) =>
            rounded(results.of(`${direction}: ${way}`, FIGURE).median),
          ),
          spread(ratio(direction, 'client')),
        ]),
      },
    ],
    verdicts: [
      judge(
        'a bridge, times the bare client with the same messages',
        'at least',
        0.8,
        '×',
        directions.map((direction) => ({ at: direction, value: ratio(direction, 'client') })),
      ),
    ],
  };
}

/** What does a bridge add to the client it stands on? */
export const natsBridge: Suite = {
  name: 'nats-bridge',
  question: 'How many events a second cross a NATS bridge, beside its bare client?',
  cases,
  report,
};
