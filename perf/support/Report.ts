import type { Effort } from './Effort.js';
import type { Summary } from './Summary.js';

/** Rows of text under columns of text. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A limit, and whether it was kept. */
export interface Verdict {
  readonly target: string;
  /** What we aim for. */
  readonly limit: string;
  /** What the specification asks for, where it does. */
  readonly specification?: { readonly limit: string; readonly pass: boolean };
  readonly measured: string;
  /** Whether it is what we aim for. */
  readonly pass: boolean;
  /** Whether it is one to judge by after a quick run too: a count rather than a time. */
  readonly timeless?: boolean;
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

/**
 * Judges a target that every sample must reach, by the median of the worst; `specified` is the limit
 * of the specification, where it has one.
 */
export function judge(
  target: string,
  bound: 'at least' | 'at most',
  limit: number,
  unit: string,
  samples: readonly Sample[],
  specified?: number,
): Verdict {
  const sign = bound === 'at least' ? 1 : -1;
  const merit = ({ value }: Sample): number =>
    Number.isNaN(value.median) ? -Infinity : sign * value.median;
  const [worst] = [...samples].sort((a, b) => merit(a) - merit(b));
  if (worst === undefined) throw new Error(`nothing was measured for '${target}'`);
  const held = (to: number): { readonly limit: string; readonly pass: boolean } => ({
    limit: `${bound === 'at least' ? '≥' : '≤'} ${String(to)}${unit}`,
    pass: merit(worst) >= sign * to,
  });
  return {
    target,
    ...held(limit),
    ...(specified === undefined ? {} : { specification: held(specified) }),
    measured: `${rounded(worst.value.median)}${unit} (${worst.at})`,
  };
}

/** The same, judged in a quick run too. */
export function timeless(verdict: Verdict): Verdict {
  return { ...verdict, timeless: true };
}

/** Those that can be told after a run of such an effort: the times of a quick one are no grounds to judge. */
export function judgeable(verdicts: readonly Verdict[], effort: Effort): readonly Verdict[] {
  return effort === 'full' ? verdicts : verdicts.filter((verdict) => verdict.timeless === true);
}

/** Whether a limit is broken that must hold: the specification's, or ours where it has none. */
export function broken({ pass, specification }: Verdict): boolean {
  return !(specification?.pass ?? pass);
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
