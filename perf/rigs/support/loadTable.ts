import { rounded, type Table } from '../../support/Report.js';
import type { Results } from '../../support/Results.js';
import type { Recorded } from './Recording.js';
import { BARE_NODE } from './Rig.js';

/** What every load did to its process. */
export function loadTable(results: Results, recorded: readonly Recorded[]): Table {
  const bare = results.of(BARE_NODE, 'rss.MB').median;
  const watched = recorded.filter(({ recording }) => recording.figures['cpu'] !== undefined);
  const names = [...new Set(watched.map(({ load }) => load))];
  return {
    title: 'what it did to its process',
    columns: [
      '',
      'CPU, % of a core',
      'MB over bare Node',
      'heap, MB',
      'loop late p99, ms',
      'max',
      'collecting, %',
      'longest, ms',
    ],
    rows: names.map((name) => {
      const of = (figure: string): number => results.of(name, figure).median;
      return [
        name,
        rounded(100 * of('cpu')),
        rounded(of('rss.MB') - bare),
        rounded(of('heap.MB')),
        rounded(of('loop late.p99.ms')),
        rounded(of('loop late.max.ms')),
        rounded(100 * of('gc.share')),
        rounded(of('gc.longest.ms')),
      ];
    }),
  };
}
