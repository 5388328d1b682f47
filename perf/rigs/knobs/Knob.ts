import type { Effort } from '../../support/Effort.js';
import type { Load } from '../support/Rig.js';

/** How thoroughly settings are measured. */
interface Measuring {
  /** Milliseconds for each. */
  readonly duration: number;
  readonly effort: Effort;
}

/** One setting, and the load that shows what it does. */
export type Setting = Pick<Load, 'env' | 'run'> & {
  /** What it is set to. */
  readonly to: string;
};

/** A figure of every setting. */
export interface Column {
  readonly title: string;
  readonly figure: string;
  /** What it is multiplied by to be in the unit of the title; default 1. */
  readonly times?: number;
}

/** Something that can be set, and what that changes. */
export interface Knob {
  /** What is set, and under which load, in a line. */
  readonly question: string;
  readonly settings: (measuring: Measuring) => readonly Setting[];
  readonly columns: readonly Column[];
}
