import type { Effort } from './Effort.js';
import type { Figures } from './Figures.js';
import type { Report } from './Report.js';
import type { Results } from './Results.js';

/** One thing that is measured, in a process of its own. */
export interface Case {
  readonly name: string;
  /** Rejects if something is wrong apart from the time: a delivery missing, an event dropped. */
  readonly measure: (effort: Effort) => Promise<Figures>;
}

/** Cases to measure side by side. */
export interface Comparison {
  readonly name: string;
  /** Flags of Node that its processes need. */
  readonly nodeFlags?: readonly string[];
  readonly cases: (effort: Effort) => readonly Case[];
}

/** A benchmark: cases to compare and what to make of their figures. */
export interface Suite extends Comparison {
  /** What it answers, in one line. */
  readonly question: string;
  readonly report: (results: Results, effort: Effort) => Report;
}
