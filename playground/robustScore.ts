/** How far a value is from what is usual. */
export interface RobustScore {
  /** The middle of the values. */
  readonly median: number;
  /** How many standard deviations the last value is from there, were the values normally distributed. */
  readonly score: number;
}

/** What makes a median absolute deviation a standard deviation, for normally distributed values. */
const PER_MEDIAN_DEVIATION = 1.4826;
/** The same for a mean absolute deviation. */
const PER_MEAN_DEVIATION = 1.2533;

/**
 * Scores the last of some values against all of them, after Iglewicz and Hoaglin: by medians, so that
 * one outlier doesn't hide the next. Where most values are the same, their mean deviation is the
 * measure; where all are, the score is 0.
 *
 * @param values at least one
 */
export function robustScore(values: readonly number[]): RobustScore {
  const last = values.at(-1) ?? NaN;
  const median = middle(Float64Array.from(values));
  const deviations = Float64Array.from(values, (value) => Math.abs(value - median));
  const mean = deviations.reduce((sum, deviation) => sum + deviation / deviations.length, 0);
  const usual = PER_MEDIAN_DEVIATION * middle(deviations) || PER_MEAN_DEVIATION * mean;
  const score = usual === 0 ? 0 : (last - median) / usual;
  return { median, score: finite(score) };
}

/** The median; sorts what it is given. */
function middle(values: Float64Array): number {
  values.sort();
  const half = values.length / 2;
  const above = values[Math.floor(half)] ?? NaN;
  const below = values[Math.ceil(half) - 1] ?? NaN;
  return below === above ? above : below / 2 + above / 2;
}

/** JSON has no infinity: what is beyond the largest number stays there, and what is no number is 0. */
function finite(score: number): number {
  return Math.min(Math.max(score || 0, -Number.MAX_VALUE), Number.MAX_VALUE);
}
