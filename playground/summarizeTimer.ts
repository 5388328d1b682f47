/** What a timer measured in a window, in the unit that the client sent (milliseconds, as a rule). */
export interface TimerSummary {
  /** Occurrences, scaled up by their sample rates. */
  readonly count: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/**
 * Sums up what was measured. Percentiles are by nearest rank, so that each is a value that occurred.
 *
 * @param values at least one
 * @param count how many occurrences they stand for
 */
export function summarizeTimer(values: readonly number[], count: number): TimerSummary {
  const sorted = Float64Array.from(values).sort();
  const percentile = (percent: number) =>
    sorted[Math.max(Math.ceil((percent * sorted.length) / 100), 1) - 1] ?? NaN;
  const min = percentile(0);
  const max = percentile(100);
  const mean = sorted.reduce((sum, value) => sum + value / sorted.length, 0);
  return {
    count,
    min,
    max,
    mean: Math.min(Math.max(mean, min), max), // rounding may carry a mean past its own bounds
    p50: percentile(50),
    p95: percentile(95),
    p99: percentile(99),
  };
}
