import type { Effort } from '../../support/Effort.js';
import type { Figures } from '../../support/Figures.js';
import type { Report } from '../../support/Report.js';
import type { Results } from '../../support/Results.js';

/** One thing that is measured, in a process of its own. */
export interface Case {
  readonly name: string;
  /** Rejects if something is wrong apart from the time: a delivery missing, an event dropped. */
  readonly measure: (effort: Effort) => Promise<Figures>;
}

/** A benchmark: cases to compare and what to make of their figures. */
export interface Suite {
  readonly name: string;
  /** What it answers, in one line. */
  readonly question: string;
  /** Flags of Node that its processes need. */
  readonly nodeFlags?: readonly string[];
  readonly cases: (effort: Effort) => readonly Case[];
  readonly report: (results: Results, effort: Effort) => Report;
}
