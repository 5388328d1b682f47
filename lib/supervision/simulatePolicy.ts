import type { Random } from './Backoff.js';
import { decide, NO_HISTORY } from './decide.js';
import type { ResolvedPolicy } from './resolvePolicy.js';

/** What became of one simulated child. */
export interface Simulation {
  /** When it was restarted, in milliseconds from its first start. */
  readonly restarts: readonly number[];
  /** When it failed once too often; `undefined` if it didn't before the simulation was over. */
  readonly quarantinedAt: number | undefined;
}

/** How many restarts are enough to tell: the backoff has long reached its cap, and the window has filled. */
export function enoughRestarts({ limit }: ResolvedPolicy): number {
  return (limit === 'unlimited' ? 0 : limit.restarts) + 100;
}

/** One child that fails each time it has run for as long as `uptime` says. */
export function simulatePolicy(
  policy: ResolvedPolicy,
  uptime: (run: number) => number,
  random: Random,
): Simulation {
  const restarts: number[] = [];
  const enough = enoughRestarts(policy);
  let history = NO_HISTORY;
  let now = 0;
  while (restarts.length < enough) {
    const startedAt = now;
    now += uptime(restarts.length);
    const ending = { type: 'failed', startedAt, readyAt: startedAt } as const;
    const outcome = decide(policy, history, ending, now, random);
    if (outcome.decision.type === 'quarantine') return { restarts, quarantinedAt: now };
    if (outcome.decision.type === 'end') break;
    history = outcome.history;
    now += outcome.decision.delay;
    restarts.push(now);
  }
  return { restarts, quarantinedAt: undefined };
}
