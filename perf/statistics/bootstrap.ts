import { quantileSorted } from 'simple-statistics';
import type { Interval } from './Interval.js';
import { seededRandom } from './seededRandom.js';

/** How a bootstrap is drawn. */
export interface BootstrapOptions {
  /** Where the dice begin; the same seed gives the same interval. Default 1. */
  readonly seed?: number;
  /** How many samples are drawn. Default 2,000. */
  readonly resamples?: number;
}

/**
 * The percentile bootstrap: `statistic` of `samples`, and between what it lies in the middle 95 % of
 * samples of the same size, drawn from them with replacement. It presumes no distribution, which is
 * what measured times are short of. From fewer than five samples the interval is about their range.
 *
 * @throws RangeError without a sample, or if one is no finite number.
 */
export function bootstrap(
  samples: readonly number[],
  statistic: (samples: number[]) => number,
  { seed = 1, resamples = 2_000 }: BootstrapOptions = {},
): Interval {
  if (samples.length === 0) throw new RangeError('nothing was sampled');
  const odd = samples.find((sample) => !Number.isFinite(sample));
  if (odd !== undefined) throw new RangeError(`a sample is ${String(odd)}`);
  const random = seededRandom(seed);
  const draw = (): number => samples[Math.floor(random() * samples.length)] ?? NaN;
  const drawn = Array.from({ length: resamples }, () => statistic(Array.from(samples, draw))).sort(
    (a, b) => a - b,
  );
  return {
    estimate: statistic([...samples]),
    low: quantileSorted(drawn, 0.025),
    high: quantileSorted(drawn, 0.975),
  };
}
