import { seededRandom } from '../internal/seededRandom.js';
import type { ResolvedPolicy } from './resolvePolicy.js';
import type { RestartLimit } from './RestartPolicy.js';
import { enoughRestarts, simulatePolicy } from './simulatePolicy.js';

const RUNS = 1_000;
/** How many remembered restarts to look through for one policy, all runs together: some 50 ms. */
const EFFORT = 20_000_000;
const MOST_KNOWN = 1_000;

/** Policies that were looked at already; a policy is known by how it reads. */
const known = new Set<string>();

/** The more restarts a limit allows, the more alike are the runs, and the longer does each take. */
function runsFor(policy: ResolvedPolicy, limit: RestartLimit): number {
  return Math.min(RUNS, Math.floor(EFFORT / (enoughRestarts(policy) * (limit.restarts + 1))));
}

function canTrip(policy: ResolvedPolicy, runs: number): boolean {
  const random = seededRandom(1);
  for (let run = 0; run < runs; run++) {
    if (simulatePolicy(policy, () => 0, random).quarantinedAt !== undefined) return true;
  }
  return false;
}

/**
 * Warns, once a process, of a limit that a child which fails at once never reaches in 1,000 seeded
 * runs, or fewer of a higher limit: it would be restarted for ever. Who means that says
 * `limit: 'unlimited'`. Limits of several thousand restarts are taken as they are.
 */
export function warnIfNeverTrips(policy: ResolvedPolicy, warn: (message: string) => void): void {
  const { backoff, limit, restart } = policy;
  if (limit === 'unlimited' || restart === 'temporary') return;
  const terms = `${String(limit.restarts)} restarts in ${String(limit.within)} ms with backoff ${backoff.description}`;
  if (known.has(terms)) return;
  // A process that keeps making new policies must not keep them all.
  if (known.size >= MOST_KNOWN) known.clear();
  known.add(terms);
  const runs = runsFor(policy, limit);
  if (runs === 0 || canTrip(policy, runs)) return;
  warn(
    `a limit of ${terms} is never reached, however fast a child fails; ` +
      `lower the backoff's cap, widen the window, or say limit: 'unlimited'`,
  );
}
