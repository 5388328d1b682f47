import type { RestartLimit } from './RestartPolicy.js';

/** When the latest restarts happened, oldest first: at most as many as the limit allows. */
export type RestartTimes = readonly number[];

/** Whether one more restart, at `at`, would be within the limit. A restart exactly `within` old counts. */
export function admitsRestart(times: RestartTimes, limit: RestartLimit, at: number): boolean {
  if (limit.restarts === 0) return false;
  const oldest = times.at(-limit.restarts);
  return oldest === undefined || at - oldest > limit.within;
}

/** The times with one more, and without those that no decision can depend on any longer. */
export function rememberRestart(
  times: RestartTimes,
  limit: RestartLimit,
  at: number,
): RestartTimes {
  return limit.restarts === 0 ? [] : [...times, at].slice(-limit.restarts);
}
