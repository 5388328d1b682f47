import { createHash } from 'node:crypto';
import { median } from 'simple-statistics';
import type { Gate } from './Gate.js';
import type { Samples } from './Samples.js';

/** Runs on code that was found good, and why a baseline was taken from them. */
export interface Calibration {
  readonly date: string;
  readonly reason: string;
  readonly machine: Readonly<Record<string, string | number>>;
  readonly runs: readonly Samples[];
}

/** What a gate holds figures against, and where that came from. */
export interface Baseline {
  readonly gate: string;
  /** By figure: the median of all rounds of the calibration. */
  readonly values: Readonly<Record<string, number>>;
  readonly calibration: Calibration;
  /** The baselines before this one, the latest first. */
  readonly before: readonly {
    readonly date: string;
    readonly reason: string;
    readonly values: Readonly<Record<string, number>>;
  }[];
  /** SHA-256 of all the above: an edit by hand shows. */
  readonly sha256: string;
}

/** Makes the baseline of `gate` that follows `earlier`. */
export function calibrated(
  { name, figures }: Gate,
  calibration: Calibration,
  earlier: Baseline | undefined,
): Baseline {
  const values = Object.fromEntries(
    figures.map(({ figure }) => [figure, median(allOf(calibration, figure))]),
  );
  const before =
    earlier === undefined
      ? []
      : [
          {
            date: earlier.calibration.date,
            reason: earlier.calibration.reason,
            values: earlier.values,
          },
          ...earlier.before,
        ];
  const unsealed = { gate: name, values, calibration, before };
  return { ...unsealed, sha256: hashOf(unsealed) };
}

/** What is wrong with `baseline`, if it isn't what its calibration makes it. */
export function flawOf(baseline: Baseline): string | undefined {
  const { sha256, ...unsealed } = baseline;
  if (sha256 !== hashOf(unsealed)) return 'it was edited: its hash is another';
  const { calibration, values } = unsealed;
  if (calibration.reason.trim() === '') return 'it says no reason';
  const off = Object.entries(values).find(
    ([figure, value]) => value !== median(allOf(calibration, figure)),
  );
  return off === undefined ? undefined : `${off[0]} isn't the median of its calibration`;
}

function allOf({ runs }: Calibration, figure: string): number[] {
  return runs.flatMap((samples) => samples[figure] ?? []);
}

function hashOf(unsealed: Omit<Baseline, 'sha256'>): string {
  return createHash('sha256').update(JSON.stringify(unsealed)).digest('hex');
}
