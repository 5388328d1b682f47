import type { WindowSummary } from './WindowSummary.js';

/** One number of a window, and its name. */
export type SeriesValue = readonly [name: string, value: number];

/** The numbers of a window that may be unusual: rates, levels, slow ends and what the host did. */
export function seriesOf({ counters, gauges, host, sets, timers }: WindowSummary): SeriesValue[] {
  const of = <V>(values: Readonly<Record<string, V>>, suffix: string, value: (one: V) => number) =>
    Object.entries(values).map(([name, one]): SeriesValue => [`${name}.${suffix}`, value(one)]);
  return [
    ...of(counters, 'rate', ({ rate }) => rate),
    ...of(gauges, 'gauge', (value) => value),
    ...of(timers, 'p95', ({ p95 }) => p95),
    ...of(sets, 'size', (size) => size),
    ...of({ ...host }, 'host', (value) => value),
  ];
}
