import type { HostSample } from './HostSample.js';
import type { TimerSummary } from './summarizeTimer.js';

/** What a window saw, by series name. */
export interface WindowSummary {
  /** When the window closed, in milliseconds since 1970. */
  readonly at: number;
  /** How long it was open. */
  readonly seconds: number;
  /** Increments, scaled up by their sample rates, in all and a second. */
  readonly counters: Readonly<Record<string, { readonly count: number; readonly rate: number }>>;
  /** Every gauge's value now, also of those that nobody set in this window. */
  readonly gauges: Readonly<Record<string, number>>;
  readonly timers: Readonly<Record<string, TimerSummary>>;
  /** How many different members each set saw. */
  readonly sets: Readonly<Record<string, number>>;
  readonly badLines: number;
  /** Values left out because their series were more than a rollup holds. */
  readonly ignored: number;
  /** Means over the window's samples, but the longest loop delay; absent without samples. */
  readonly host?: Omit<HostSample, 'at'>;
}
