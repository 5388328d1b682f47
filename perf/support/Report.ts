import type { Summary } from './Summary.js';

/** Rows of text under columns of text. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A target, beside what was measured. */
export interface Verdict {
  readonly target: string;
  readonly limit: string;
  readonly measured: string;
  readonly pass: boolean;
}

/** What a suite has to say. */
export interface Report {
  readonly tables: readonly Table[];
  readonly verdicts: readonly Verdict[];
}

/** A figure that a target is judged by, and where it was seen. */
export interface Sample {
  readonly at: string;
  readonly value: Summary;
}

/** Judges a target that every sample must reach, by the median of the worst. */
export function judge(
  target: string,
  bound: 'at least' | 'at most',
  limit: number,
  unit: string,
  samples: readonly Sample[],
): Verdict {
  const sign = bound === 'at least' ? 1 : -1;
  const merit = ({ value }: Sample): number =>
    Number.isNaN(value.median) ? -Infinity : sign * value.median;
  const [worst] = [...samples].sort((a, b) => merit(a) - merit(b));
  if (worst === undefined) throw new Error(`nothing was measured for '${target}'`);
  const { median } = worst.value;
  return {
    target,
    limit: `${bound === 'at least' ? '≥' : '≤'} ${String(limit)}${unit}`,
    measured: `${rounded(median)}${unit} (${worst.at})`,
    pass: merit(worst) >= sign * limit,
  };
}

/** Three digits are as many as a benchmark can vouch for. */
export function rounded(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const magnitude = Math.abs(value);
  if (magnitude >= 100) return String(Math.round(value));
  return value.toFixed(magnitude >= 10 ? 1 : 2);
}

/** A median with its spread. */
export function spread({ median, min, max }: Summary, unit = ''): string {
  return `${rounded(median)}${unit} (${rounded(min)}–${rounded(max)})`;
}
