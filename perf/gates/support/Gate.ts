import type { Figures } from '../../support/Figures.js';
import type { Effort } from '../../support/Effort.js';
import type { Comparison } from '../../support/Suite.js';

/** By how much a figure may be worse than its baseline: by a factor, or by so many units. */
type Tolerance = { readonly times: number } | { readonly plus: number };

/** A figure that may not get worse. */
export interface GatedFigure {
  /** What the processes that measure call it. */
  readonly figure: string;
  /** What people call it. */
  readonly title: string;
  /** How it is taken beside the reference's figure of the same name, so that machines can be compared. */
  readonly beside: 'ratio' | 'difference';
  /** Of what is left when it is taken so. */
  readonly unit: string;
  readonly tolerance: Tolerance;
}

/** What may not get worse, and the workload of the same run that it is measured by. */
export interface Gate {
  readonly name: string;
  /** Flags of Node that its processes need. */
  readonly nodeFlags?: readonly string[];
  /** What we ship, at work. */
  readonly ours: (effort: Effort) => Promise<Figures>;
  /** Work of the same kind that none of our code takes part in. */
  readonly reference: (effort: Effort) => Promise<Figures>;
  readonly figures: readonly GatedFigure[];
}

/** `gate` as what is measured side by side. */
export function comparisonOf({ name, nodeFlags = [], ours, reference }: Gate): Comparison {
  return {
    name,
    nodeFlags,
    cases: () => [
      { name: 'ours', measure: ours },
      { name: 'reference', measure: reference },
    ],
  };
}
