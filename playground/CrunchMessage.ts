import type { WindowScores } from './AnomalyScorer.js';
import type { WindowEvent } from './DemoEvent.js';

/** What the worker of `crunch` is sent. */
export type CrunchMessage = WindowEvent | CrashMessage;

/** Tells the worker to fail, in its thread. */
interface CrashMessage {
  readonly type: 'crash';
}

/** What it answers to a window. */
export interface CrunchEvent extends WindowScores {
  readonly type: 'crunch.scored';
}
