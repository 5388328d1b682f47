import type { Figures } from '../../support/Figures.js';

/** One line of a chart over time. */
interface Series {
  /** The chart it is drawn in, beside others of that title; its unit belongs to it. */
  readonly chart: string;
  readonly name: string;
  /** A value per tick. */
  readonly values: readonly number[];
}

/** How many of the durations were how long. */
export interface Distribution {
  readonly name: string;
  /** Percentiles from 0 towards 100, and the microseconds that so many didn't exceed. */
  readonly points: readonly { readonly percentile: number; readonly us: number }[];
}

/** What was seen of one load. */
export interface Recording {
  readonly figures: Figures;
  /** Seconds since it began, a tick each. */
  readonly ticks: readonly number[];
  readonly series: readonly Series[];
  readonly distributions: readonly Distribution[];
}

/** A recording, and of what. */
export interface Recorded {
  readonly load: string;
  readonly recording: Recording;
}
