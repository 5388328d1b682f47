import { ratioInterval } from '../../statistics/ratioInterval.js';
import { rounded, type Table } from '../../support/Report.js';
import type { Results } from '../../support/Results.js';
import { BURSTS, figureOf, SUBSCRIBERS } from '../support/loads.js';
import type { Printed } from '../support/programs.js';
import { SUPERVISOR } from '../restarts.js';
import { OURS, ways } from '../ways/ways.js';
import { shown } from './versusOurs.js';

const RANKS = ['p50', 'p95', 'p99'];

const percent = (share: number): string => `${rounded(share * 100)} %`;

/** What happens to everyone when one of nine stops reading. */
export function stalledTable(results: Results): Table {
  const of = (name: string, figure: string): number => results.of(name, figure).median;
  return {
    title: '**one of nine stops reading for 102,400 events, then goes on**',
    columns: [
      '',
      'heap held, MB',
      'more per event, ns',
      'the others had',
      'it had in the end',
      'lost without account',
    ],
    rows: Object.keys(ways).map((name) => [
      name,
      rounded(of(name, 'held.MB')),
      rounded(of(name, 'more ns per event')),
      percent(of(name, 'others had')),
      percent(of(name, 'went to it')),
      percent(of(name, 'unaccounted for')),
    ]),
  };
}

/** From a crash until the service runs again, ours and others', OTP's too. */
export function restartTable(results: Results, otp: Printed): Table {
  const p50 = 'restart.p50.us';
  const rows = Object.keys(results.toJSON()).map((name) => [
    name,
    ...RANKS.map((rank) => rounded(results.of(name, `restart.${rank}.us`).median)),
    name === SUPERVISOR
      ? ''
      : shown(ratioInterval(results.values(name, p50), results.values(SUPERVISOR, p50))),
  ]);
  const line = 'lines' in otp ? otp.lines[0] : undefined;
  const erlang = RANKS.map((rank) => rounded(numberIn(line, rank)));
  return {
    title: '**µs from a crash until the service runs again**',
    columns: ['', ...RANKS, 'times a Supervisor, p50'],
    rows: line === undefined ? rows : [...rows, ['Erlang/OTP supervisor', ...erlang, '–']],
  };
}

/** The Bus beside tokio's broadcast, whose receivers are tasks. */
export function tokioTable(results: Results, lines: readonly unknown[]): Table {
  const consumers = 'synchronous';
  return {
    title: '**ns per delivery: tokio’s broadcast, and the Bus**',
    columns: ['', ...SUBSCRIBERS.map((count) => `to ${count.toLocaleString('en')}`)],
    rows: BURSTS.map((burst) => [
      burst === 1 ? 'one at a time' : `bursts of ${burst}`,
      ...SUBSCRIBERS.map((subscribers) => {
        const found = lines.find(
          (line) =>
            numberIn(line, 'subscribers') === subscribers && numberIn(line, 'burst') === burst,
        );
        const ours = results.of(OURS, figureOf({ consumers, subscribers, burst })).median;
        return `${rounded(numberIn(found, 'ns'))}, ${rounded(ours)}`;
      }),
    ]),
  };
}

/** A number that another program printed. */
function numberIn(line: unknown, key: string): number {
  if (typeof line !== 'object' || line === null) return NaN;
  return Number((line as Readonly<Record<string, unknown>>)[key]);
}
