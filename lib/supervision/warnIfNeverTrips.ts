import { seededRandom } from '../internal/seededRandom.js';
import type { ResolvedPolicy } from './resolvePolicy.js';
import { simulatePolicy } from './simulatePolicy.js';

const RUNS = 1_000;
const MOST_KNOWN = 1_000;

/** Policies that were looked at already; a policy is known by how it reads. */
const known = new Set<string>();

function canTrip(policy: ResolvedPolicy): boolean {
  const random = seededRandom(1);
  for (let run = 0; run < RUNS; run++) {
    if (simulatePolicy(policy, () => 0, random).quarantinedAt !== undefined) return true;
  }
  return false;
}

/**
 * Warns, once a process, of a limit that a child which fails at once never reaches in 1,000 seeded
 * runs: it would be restarted for ever. Who means that says `limit: 'unlimited'`.
 */
export function warnIfNeverTrips(policy: ResolvedPolicy, warn: (message: string) => void): void {
  const { backoff, limit, restart } = policy;
  if (limit === 'unlimited' || restart === 'temporary') return;
  const terms = `${String(limit.restarts)} restarts in ${String(limit.within)} ms with backoff ${backoff.description}`;
  if (known.has(terms)) return;
  // A process that keeps making new policies must not keep them all.
  if (known.size >= MOST_KNOWN) known.clear();
  known.add(terms);
  if (canTrip(policy)) return;
  warn(
    `a limit of ${terms} is never reached, however fast a child fails; ` +
      `lower the backoff's cap, widen the window, or say limit: 'unlimited'`,
  );
}
