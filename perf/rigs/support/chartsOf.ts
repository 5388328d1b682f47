import type { Chart } from '../../support/drawChart.js';
import type { Recording } from './Recording.js';

/** What a recording looks like: its lines over time, a chart for each title, and its distributions. */
export function chartsOf({ ticks, series, distributions }: Recording): readonly Chart[] {
  const overTime = [...new Set(series.map(({ chart }) => chart))].map((title): Chart => ({
    title,
    x: 's',
    lines: series
      .filter(({ chart }) => chart === title)
      .map(({ name, values }) => ({
        name,
        points: values.map((value, index) => [ticks[index] ?? NaN, value]),
      })),
  }));
  const timed = distributions.filter(({ points }) => points.length > 1);
  if (timed.length === 0) return overTime;
  const spread: Chart = {
    title: 'distribution, µs',
    x: 'percentile',
    mark: (nines) => `${String(Number((100 * (1 - 10 ** -nines)).toFixed(5)))} %`,
    scale: 'log',
    lines: timed.map(({ name, points }) => ({
      name,
      points: points.map(({ percentile, us }) => [-Math.log10(1 - percentile / 100), us]),
    })),
  };
  return [...overTime, spread];
}
