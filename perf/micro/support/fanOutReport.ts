import { caseName, comparisons, placeOf, titleOf, type Comparison } from './fanOutPlan.js';
import type { FanName } from './fans.js';
import {
  judge,
  spread,
  type Report,
  type Sample,
  type Table,
  type Verdict,
} from '../../support/Report.js';
import type { Results } from '../../support/Results.js';
import type { Effort } from '../../support/Effort.js';

const OTHERS = ['Subject', 'EventEmitter', 'ring', 'loop'] as const;

/** A target: how the bus must stand to `other`, in the comparisons that `covers` chooses. */
interface Target {
  readonly what: string;
  readonly other: FanName;
  readonly bound: 'at least' | 'at most';
  readonly limit: number;
  readonly covers: (load: Comparison['load']) => boolean;
}

const FANNED: Target['covers'] = ({ form, subscribers, burst }) =>
  form === 'functions' && subscribers > 1 && burst > 1;

const ALONE: Target['covers'] = ({ form, subscribers, burst }) =>
  form === 'functions' && subscribers === 1 && burst > 1;

const TARGETS: readonly Target[] = [
  { what: 'speed over Subject', other: 'Subject', bound: 'at least', limit: 3.5, covers: FANNED },
  {
    what: 'speed over EventEmitter',
    other: 'EventEmitter',
    bound: 'at least',
    limit: 2,
    covers: FANNED,
  },
  { what: 'time over a bare loop', other: 'loop', bound: 'at most', limit: 1.5, covers: FANNED },
  {
    what: 'to one, speed over Subject',
    other: 'Subject',
    bound: 'at least',
    limit: 2,
    covers: ALONE,
  },
  {
    what: 'to one, speed over EventEmitter',
    other: 'EventEmitter',
    bound: 'at least',
    limit: 0.95,
    covers: ALONE,
  },
  {
    what: 'speed over Subject',
    other: 'Subject',
    bound: 'at least',
    limit: 1.5,
    covers: ({ form, subscribers, burst }) => form === 'observers' && subscribers > 1 && burst > 1,
  },
  {
    what: 'speed over Subject',
    other: 'Subject',
    bound: 'at least',
    limit: 1,
    covers: ({ form, burst }) => (form === 'map' || form === 'filter and map') && burst > 1,
  },
  {
    what: 'one publish a turn to 8, speed over Subject',
    other: 'Subject',
    bound: 'at least',
    limit: 1,
    covers: ({ form, subscribers, burst }) =>
      (form === 'functions' || form === 'observers') && subscribers === 8 && burst === 1,
  },
];

/** Tables of nanoseconds per delivery, and the targets beside them. */
export function fanOutReport(results: Results, effort: Effort): Report {
  const measured = comparisons(effort);
  const groups = [...new Set(measured.map(titleOf))].map((title) => ({
    title,
    group: measured.filter((comparison) => titleOf(comparison) === title),
  }));
  return {
    tables: groups.map(({ title, group }) => table(results, title, group)),
    verdicts: groups.flatMap(({ title, group }) => [
      ...ratios(results, title, group),
      ...absolutes(results, title, group),
    ]),
  };
}

function table(results: Results, title: string, group: readonly Comparison[]): Table {
  const others = OTHERS.filter((other) => group[0]?.fans.includes(other));
  return {
    title: `ns per delivery: ${title}`,
    columns: [
      'subscribers',
      'bus',
      ...others,
      ...others.map((other) => (isFloor(other) ? `bus : ${other}` : `${other} : bus`)),
    ],
    rows: group.map((comparison) => [
      placeOf(comparison),
      ...(['bus', ...others] as const).map((fan) =>
        spread(results.of(caseName(fan, comparison), 'ns')),
      ),
      ...others.map((other) => spread(against(results, other, comparison))),
    ]),
  };
}

/** Whether a bus can be no faster than that. */
function isFloor(other: FanName): boolean {
  return other === 'ring' || other === 'loop';
}

/** How many times faster than `other` the bus is; how many times slower than a bare ring, or a loop. */
function against(results: Results, other: FanName, comparison: Comparison): Sample['value'] {
  const [bus, rival] = [caseName('bus', comparison), caseName(other, comparison)];
  return isFloor(other) ? results.ratio(bus, rival, 'ns') : results.ratio(rival, bus, 'ns');
}

function ratios(results: Results, title: string, group: readonly Comparison[]): readonly Verdict[] {
  return TARGETS.flatMap(({ what, other, bound, limit, covers }) => {
    const samples = group
      .filter(({ load }) => covers(load))
      .map((comparison) => ({
        at: placeOf(comparison),
        value: against(results, other, comparison),
      }));
    return samples.length === 0 ? [] : [judge(`${title}: ${what}`, bound, limit, '×', samples)];
  });
}

/** What holds of the bus by itself. */
function absolutes(
  results: Results,
  title: string,
  group: readonly Comparison[],
): readonly Verdict[] {
  const fanned = group.filter(({ load }) => FANNED(load));
  const eight = fanned.filter(({ load }) => load.subscribers === 8);
  const flat = eight.flatMap((few) =>
    fanned
      .filter(({ load }) => load.subscribers === 1_000 && load.burst === few.load.burst)
      .map((all) => ({
        at: placeOf(all),
        value: results.ratio(caseName('bus', all), caseName('bus', few), 'ns'),
      })),
  );
  const rate = eight.map((comparison) => ({
    at: placeOf(comparison),
    value: results.of(caseName('bus', comparison), 'M events per s'),
  }));
  return [
    ...(rate.length > 0
      ? [judge(`${title}: events a second to 8`, 'at least', 10, 'M', rate, 0.25)]
      : []),
    ...(flat.length > 0
      ? [judge(`${title}: time of a delivery to 1,000 over one to 8`, 'at most', 1.3, '×', flat)]
      : []),
  ];
}
