import type { RestartBudget } from './SupervisorOptions.js';

/**
 * When a restart that is due at `now` may happen, given the time before which the budget has nothing
 * left, and the time before which it has nothing left after that. One alone is never put off.
 */
export function spread(
  budget: RestartBudget,
  free: number,
  now: number,
): { readonly at: number; readonly free: number } {
  const at = Math.max(now, free);
  return { at, free: at + budget.within / budget.restarts };
}
