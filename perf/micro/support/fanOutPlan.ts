import type { Load } from './FanOut.js';
import type { Form } from './Fan.js';
import type { FanName } from './fans.js';
import type { Effort } from '../../support/Effort.js';

/** The same load, given to each of several fans. */
export interface Comparison {
  readonly load: Load;
  readonly handlers: 'varied' | 'alike';
  readonly fans: readonly FanName[];
}

const SUBSCRIBERS = [1, 8, 64, 1_000];
const BURSTS = [64, 1_024, 1];

const everyone: readonly FanName[] = ['bus', 'Subject', 'EventEmitter', 'ring', 'loop'];
const subjects: readonly FanName[] = ['bus', 'Subject'];

function matrix(
  forms: readonly Form[],
  subscribers: readonly number[],
  bursts: readonly number[],
  { handlers = 'varied', events = 'fresh' }: Partial<Comparison & Load> = {},
): readonly Comparison[] {
  return forms.flatMap((form) =>
    bursts.flatMap((burst) =>
      subscribers.map((count) => ({
        load: { form, subscribers: count, burst, events },
        handlers,
        fans: form === 'functions' ? everyone : subjects,
      })),
    ),
  );
}

/** What is compared, the most telling first. */
export function comparisons(effort: Effort): readonly Comparison[] {
  if (effort === 'quick') {
    return [
      ...matrix(['functions', 'observers', 'map', 'filter and map'], SUBSCRIBERS, BURSTS),
      ...matrix(['functions'], [1, 8, 1_000], [64], { handlers: 'alike', events: 'pooled' }),
    ];
  }
  return [
    ...matrix(['functions', 'observers', 'map'], SUBSCRIBERS, BURSTS),
    ...matrix(['filter and map'], SUBSCRIBERS, [64]),
    ...matrix(['functions'], [1, 8], [64], { events: 'pooled' }),
    ...matrix(['functions'], SUBSCRIBERS, [64, 1_024], { handlers: 'alike', events: 'pooled' }),
  ];
}

/** What a table of `comparison` and its like is called. */
export function titleOf({ load: { form, events }, handlers }: Comparison): string {
  const setting = handlers === 'alike' ? ', handlers of one literal' : '';
  return `${form}${setting}${events === 'pooled' ? ', pooled events' : ''}`;
}

/** Where in its table `comparison` is. */
export function placeOf({ load: { subscribers, burst } }: Comparison): string {
  const how = burst === 1 ? 'one a turn' : `bursts of ${String(burst)}`;
  return `${String(subscribers)} × ${how}`;
}

export function caseName(fan: FanName, comparison: Comparison): string {
  return `${titleOf(comparison)}, ${placeOf(comparison)}, ${fan}`;
}
