import { build, type Histogram } from 'hdr-histogram-js';
import type { Figures } from './Figures.js';

/** A histogram of nanoseconds up to ten seconds, exact to three digits. */
export function nanosecondHistogram(): Histogram {
  return build({ highestTrackableValue: 10_000_000_000, numberOfSignificantValueDigits: 3 });
}

/** Records a duration given in milliseconds, as `performance.now()` counts. */
export function record(histogram: Histogram, milliseconds: number): void {
  histogram.recordValue(Math.max(0, Math.round(milliseconds * 1e6)));
}

/** The usual percentiles of `histogram` in microseconds, their names beginning with `prefix`. */
export function percentiles(prefix: string, histogram: Histogram): Figures {
  const at = (percentile: number): number => histogram.getValueAtPercentile(percentile) / 1e3;
  return {
    [`${prefix}.p50.us`]: at(50),
    [`${prefix}.p95.us`]: at(95),
    [`${prefix}.p99.us`]: at(99),
    [`${prefix}.max.us`]: histogram.maxValue / 1e3,
  };
}
