import fc from 'fast-check';
import { constant, exponential, noJitter, type RestartType } from 'ron-kernel';
import { expect, it } from 'vitest';
import { decide, NO_HISTORY, type Decision } from '../../lib/supervision/decide.js';
import { resolvePolicy } from '../../lib/supervision/resolvePolicy.js';

const policies = fc.record({
  restart: fc.constantFrom<RestartType>('permanent', 'permanent', 'transient', 'temporary'),
  base: fc.integer({ min: 0, max: 40 }),
  grows: fc.boolean(),
  limit: fc.option(
    fc.record({
      restarts: fc.integer({ min: 0, max: 5 }),
      within: fc.integer({ min: 1, max: 300 }),
    }),
    { nil: undefined },
  ),
  stableAfter: fc.integer({ min: 0, max: 120 }),
  cooldown: fc.option(fc.integer({ min: 1, max: 200 }), { nil: undefined }),
});
type Policy = typeof policies extends fc.Arbitrary<infer P> ? P : never;

const runs = fc.array(
  fc.record({
    uptime: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 200 })),
    /** How long it took to get ready; it may end before. */
    readyIn: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 100 })),
    type: fc.constantFrom('failed', 'failed', 'failed', 'completed'),
    /** How much later than decided it was started. */
    late: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 30 })),
  }),
  { minLength: 1, maxLength: 40 },
);

/** A run that is over. */
interface Past {
  readonly startedAt: number;
  readonly stable: boolean;
  readonly probation: boolean;
  readonly restarted: boolean;
}

const CAP = 100;

/** What is to be done, worked out from everything there ever was: the last of `past` has just ended. */
function naive(
  policy: Policy,
  past: readonly Past[],
  type: 'failed' | 'completed',
  now: number,
): Decision {
  const { restart, base, grows, limit, cooldown } = policy;
  if (restart === 'temporary' || (restart === 'transient' && type === 'completed')) {
    return { type: 'end' };
  }
  const since = Math.max(
    0,
    past.findLastIndex(({ stable }) => stable),
  );
  const attempts = past.slice(since, -1).filter(({ restarted }) => restarted).length;
  const delay = grows ? Math.min(CAP, base * 2 ** attempts) : base;
  if (limit === undefined) return { type: 'restart', delay };
  const last = past.at(-1);
  const again = last !== undefined && last.probation && !last.stable;
  const restarts = past.slice(1).filter(({ startedAt }) => now + delay - startedAt <= limit.within);
  if (!again && restarts.length < limit.restarts) return { type: 'restart', delay };
  return { type: 'quarantine', limit, delay: cooldown, again };
}

it('decides as one does who remembers every run and counts them all again each time', () => {
  const seen = { restart: 0, quarantine: 0, end: 0, again: 0 };
  fc.assert(
    fc.property(policies, runs, (given, script) => {
      const { base, grows, limit, cooldown, restart, stableAfter } = given;
      const policy = resolvePolicy({
        restart,
        backoff: grows
          ? exponential({ base, cap: CAP, jitter: noJitter })
          : constant({ delay: base, jitter: noJitter }),
        limit: limit ?? 'unlimited',
        stableAfter,
        ...(cooldown !== undefined && { cooldown }),
      });
      const past: Past[] = [];
      let history = NO_HISTORY;
      let startedAt = 0;
      let probation = false;
      for (const { uptime, readyIn, type, late } of script) {
        const now = startedAt + uptime;
        const readyAt = readyIn <= uptime ? startedAt + readyIn : undefined;
        const stable = readyAt !== undefined && now - readyAt >= stableAfter;
        const ending = { type, startedAt, readyAt } as const;
        const outcome = decide(policy, history, ending, now, () => 0.5);
        const ended = { startedAt, stable, probation, restarted: false };
        const expected = naive(given, [...past, ended], type, now);
        expect(outcome.decision).toEqual(expected);
        // It needs no more than that for it, however long it goes on.
        expect(outcome.history.restarts.length).toBeLessThanOrEqual(limit?.restarts ?? 0);
        seen[expected.type] += 1;
        if (expected.type === 'quarantine' && expected.again) seen.again += 1;
        if (expected.type === 'end' || expected.delay === undefined) return;
        past.push({ ...ended, restarted: expected.type === 'restart' });
        history = outcome.history;
        probation = expected.type === 'quarantine';
        startedAt = now + expected.delay + late;
      }
    }),
    { seed: 20_261_123, numRuns: 2_000 },
  );
  for (const times of Object.values(seen)) expect(times).toBeGreaterThan(50);
});
