import { MAX_DELAY } from '../internal/options.js';
import type { Random } from './Backoff.js';
import type { ResolvedPolicy } from './resolvePolicy.js';
import type { RestartLimit } from './RestartPolicy.js';
import { admitsRestart, rememberRestart, type RestartTimes } from './restartWindow.js';

/** What came before, as far as the next decision depends on it. */
export interface RestartHistory {
  /** Failures since the backoff was last reset. */
  readonly attempt: number;
  /** The delay chosen last, in milliseconds. */
  readonly previous: number;
  /** When restarts happened, as far back as the limit looks. */
  readonly restarts: RestartTimes;
  /** What the run under way is: the first, a restart, or one on probation after the limit was exceeded. */
  readonly run: 'first' | 'restart' | 'probation';
}

/** How a run ended. */
export interface Ending {
  readonly type: 'failed' | 'completed';
  /** When it was started. */
  readonly startedAt: number;
  /** When it became ready; absent if it never did. */
  readonly readyAt?: number | undefined;
}

/**
 * What is to be done: `restart` after `delay`; `end`, since the restart type asks for no more;
 * `quarantine`, since the limit is exceeded, with a start on probation after `delay` if there is a
 * cooldown; `again` when it was such a start that failed.
 */
export type Decision =
  | { readonly type: 'restart'; readonly delay: number }
  | { readonly type: 'end' }
  | {
      readonly type: 'quarantine';
      readonly limit: RestartLimit;
      readonly delay: number | undefined;
      readonly again: boolean;
    };

/** The history of something that was never restarted. */
export const NO_HISTORY: RestartHistory = {
  attempt: 0,
  previous: 0,
  restarts: [],
  run: 'first',
};

function asksForRestart({ restart }: ResolvedPolicy, ending: Ending): boolean {
  return restart === 'permanent' || (restart === 'transient' && ending.type === 'failed');
}

function nextDelay(policy: ResolvedPolicy, history: RestartHistory, random: Random): number {
  const delay = Math.round(policy.backoff.delay(history, random));
  return delay > 0 ? Math.min(delay, MAX_DELAY) : 0;
}

/**
 * The whole of restarting: from a policy, what came before and how a run ended, to what is to be
 * done and what to remember.
 *
 * Restarts count from when they happen: a crash is judged by the window that ends with the restart
 * it asks for, so that no window ever holds more than the limit.
 */
export function decide(
  policy: ResolvedPolicy,
  history: RestartHistory,
  ending: Ending,
  now: number,
  random: Random,
): { readonly history: RestartHistory; readonly decision: Decision } {
  if (!asksForRestart(policy, ending)) return { history, decision: { type: 'end' } };

  const { limit, stableAfter, cooldown } = policy;
  const stable = ending.readyAt !== undefined && now - ending.readyAt >= stableAfter;
  const past: RestartHistory = {
    ...(stable ? NO_HISTORY : history),
    restarts:
      limit === 'unlimited' || history.run === 'first'
        ? history.restarts
        : rememberRestart(history.restarts, limit, ending.startedAt),
  };
  const delay = nextDelay(policy, past, random);
  const again = history.run === 'probation' && !stable;
  if (limit !== 'unlimited' && (again || !admitsRestart(past.restarts, limit, now + delay))) {
    return {
      history: { ...past, run: 'probation' },
      decision: { type: 'quarantine', limit, delay: cooldown, again },
    };
  }
  return {
    history: { ...past, attempt: past.attempt + 1, previous: delay, run: 'restart' },
    decision: { type: 'restart', delay },
  };
}
