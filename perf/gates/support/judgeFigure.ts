import { rounded } from '../../support/Report.js';
import { medianInterval } from '../../statistics/medianInterval.js';
import type { Interval } from '../../statistics/Interval.js';
import type { GatedFigure } from './Gate.js';

/** A figure beside its baseline. */
export interface Judgement {
  readonly title: string;
  readonly unit: string;
  readonly baseline: number;
  readonly limit: number;
  readonly measured: Interval;
  /** How often it was measured. */
  readonly rounds: number;
  /** Its estimate is past the limit: reason enough to measure again. */
  readonly suspect: boolean;
  /** All of its interval is past the limit. */
  readonly worse: boolean;
}

/** Judges what was measured by the baseline and the tolerance of `gated`. */
export function judgeFigure(
  { title, unit, tolerance }: GatedFigure,
  baseline: number,
  samples: readonly number[],
): Judgement {
  const limit = 'times' in tolerance ? baseline * tolerance.times : baseline + tolerance.plus;
  const measured = medianInterval(samples);
  return {
    title,
    unit,
    baseline,
    limit,
    measured,
    rounds: samples.length,
    suspect: measured.estimate > limit,
    worse: measured.low > limit,
  };
}

/** A judgement as cells of a table. */
export function cellsOf({
  title,
  unit,
  baseline,
  limit,
  measured: { estimate, low, high },
  rounds,
  worse,
}: Judgement): readonly string[] {
  return [
    `${title}, ${unit}`,
    rounded(baseline),
    `≤ ${rounded(limit)}`,
    `${rounded(estimate)} (${rounded(low)}–${rounded(high)})`,
    String(rounds),
    worse ? 'FAIL' : 'pass',
  ];
}
