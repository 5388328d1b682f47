import { robustScore } from './robustScore.js';
import { seriesOf } from './seriesOf.js';
import type { WindowSummary } from './WindowSummary.js';

/** How many values of a series are looked back on: five minutes, if a window is a second. */
export const HISTORY = 300;
/** How many a series needs before it is judged. */
export const ENOUGH = 30;
/** The score from which on a value is unusual, as Iglewicz and Hoaglin recommend. */
export const UNUSUAL = 3.5;
/** How many are told at most, the most unusual first. */
const TOLD = 10;

/** A value that isn't like those before it. */
interface Anomaly {
  /** Which, as in `db.p95`. */
  readonly series: string;
  readonly value: number;
  /** What is usual for it. */
  readonly median: number;
  /** How unusual it is: in standard deviations, below 0 when it is low. */
  readonly score: number;
}

/** What a window looks like beside those before it. */
export interface WindowScores {
  /** When the window closed, in milliseconds since 1970. */
  readonly at: number;
  /** How many series have been judged. */
  readonly judged: number;
  /** How many are known, but too new to be judged. */
  readonly learning: number;
  /** At most ten, the most unusual first. */
  readonly anomalies: readonly Anomaly[];
}

/** Remembers the last windows' values, and says which of the newest are unusual. */
export class AnomalyScorer {
  private histories = new Map<string, readonly number[]>();

  /** Takes a window, and judges it. A series that isn't in it is forgotten. */
  score(window: WindowSummary): WindowScores {
    const histories = new Map<string, readonly number[]>();
    const anomalies: Anomaly[] = [];
    let judged = 0;
    for (const [series, value] of seriesOf(window)) {
      const past = this.histories.get(series) ?? [];
      const values = [...past.slice(1 - HISTORY), value];
      histories.set(series, values);
      if (values.length < ENOUGH) continue;
      judged++;
      const { median, score } = robustScore(values);
      if (Math.abs(score) >= UNUSUAL) anomalies.push({ series, value, median, score });
    }
    this.histories = histories;
    anomalies.sort((a, b) => Math.abs(b.score) - Math.abs(a.score));
    return {
      at: window.at,
      judged,
      learning: histories.size - judged,
      anomalies: anomalies.slice(0, TOLD),
    };
  }
}
