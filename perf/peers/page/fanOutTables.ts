import { rounded, type Table } from '../../support/Report.js';
import type { Results } from '../../support/Results.js';
import type { Consumers } from '../support/asFan.js';
import { BURSTS, figureOf, SUBSCRIBERS } from '../support/loads.js';
import { OURS, ways } from '../ways/ways.js';
import { shown, versusOurs } from './versusOurs.js';

const columns = ['', ...SUBSCRIBERS.map((count) => `to ${count.toLocaleString('en')}`)];

const called = (burst: number): string => (burst === 1 ? 'one at a time' : `bursts of ${burst}`);

/** For each burst: nanoseconds per delivery, and how many times ours that is. */
export function fanOutTables(results: Results, consumers: Consumers): readonly Table[] {
  return BURSTS.flatMap((burst) => {
    const figures = SUBSCRIBERS.map((subscribers) => figureOf({ consumers, subscribers, burst }));
    const names = Object.keys(ways);
    return [
      {
        title: `**ns per delivery, ${called(burst)}**`,
        columns,
        rows: names.map((name) => [
          name,
          ...figures.map((figure) =>
            results.has(name, figure) ? rounded(results.of(name, figure).median) : '–',
          ),
        ]),
      },
      {
        title: `**times the Bus, ${called(burst)}**`,
        columns,
        rows: names
          .filter((name) => name !== OURS)
          .map((name) => [
            name,
            ...figures.map((figure) =>
              results.has(name, figure) ? shown(versusOurs(results, name, figure)) : '–',
            ),
          ]),
      },
    ];
  });
}

/** Where the Bus wins and where it loses, with what the intervals leave open in between. */
export function tally(results: Results, consumers: Consumers): Table {
  const figures = BURSTS.flatMap((burst) =>
    SUBSCRIBERS.map((subscribers) => figureOf({ consumers, subscribers, burst })),
  );
  return {
    title: `**of ${figures.length} loads, ${consumers} consumers**`,
    columns: ['', 'Bus faster', 'undecided', 'Bus slower'],
    rows: Object.keys(ways)
      .filter((name) => name !== OURS)
      .map((name) => {
        const intervals = figures
          .filter((figure) => results.has(name, figure))
          .map((figure) => versusOurs(results, name, figure));
        const wins = intervals.filter(({ low }) => low > 1).length;
        const losses = intervals.filter(({ high }) => high < 1).length;
        return [name, ...[wins, intervals.length - wins - losses, losses].map(String)];
      }),
  };
}
