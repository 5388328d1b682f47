import fc from 'fast-check';
import { EMPTY, finalize, defer, NEVER, throwError, timer, switchMap, type Observable } from 'rxjs';
import { constant, type ChildSpec, type RestartStrategy } from 'ron-kernel';
import { describe, expect, it } from 'vitest';
import { marbles, traced } from './support.js';

interface Run {
  readonly after: number;
  readonly how: 'fails' | 'completes' | 'throws' | 'runs';
}

interface Step {
  readonly at: number;
  readonly what: 'stop' | 'restart' | 'remove' | 'add' | 'release';
  readonly child: number;
}

const run = fc.record<Run>({
  after: fc.integer({ min: 0, max: 12 }),
  how: fc.constantFrom('fails', 'fails', 'completes', 'throws', 'runs'),
});
const child = fc.record({
  runs: fc.array(run, { maxLength: 6 }),
  restart: fc.constantFrom('permanent', 'permanent', 'transient', 'temporary'),
  stopBy: fc.constantFrom('unsubscribe', 'signal'),
  stopTimeout: fc.integer({ min: 0, max: 6 }),
  dependsOnFirst: fc.boolean(),
});
const steps = fc.array(
  fc.record<Step>({
    at: fc.integer({ min: 1, max: 60 }),
    what: fc.constantFrom('stop', 'restart', 'remove', 'add', 'release'),
    child: fc.nat({ max: 4 }),
  }),
  { maxLength: 5 },
);
const LIMIT = { restarts: 3, within: 20 };

/** What a run does: after its first ready, since a start that fails is another matter. */
const play = ({ after, how }: Run): Observable<unknown> => {
  if (how === 'runs') return NEVER;
  if (how === 'throws') return throwError(() => new Error('at once'));
  return timer(after).pipe(switchMap(() => (how === 'fails' ? throwError(() => 'late') : EMPTY)));
};

describe('Supervisor, whatever happens', () => {
  const any = fc.record({
    strategy: fc.constantFrom<RestartStrategy>('one-for-one', 'one-for-all', 'rest-for-one'),
    children: fc.array(child, { minLength: 1, maxLength: 4 }),
    delay: fc.integer({ min: 0, max: 8 }),
    steps,
    stopAt: fc.option(fc.integer({ min: 0, max: 60 }), { nil: undefined }),
  });

  it('keeps one generation alive, its limits and its word', () => {
    fc.assert(
      fc.property(any, ({ strategy, children, delay, steps: script, stopAt }) => {
        marbles(({ flush }) => {
          const live = new Map<string, number>();
          const restartTimes = new Map<string, number[]>();
          const violations: string[] = [];
          let ended = false;

          const specOf = (i: number): ChildSpec => {
            const { runs, dependsOnFirst, ...rest } = children[i % children.length] ?? {
              runs: [],
              dependsOnFirst: false,
            };
            const name = `c${String(i)}`;
            let generation = 0;
            return {
              name,
              ...rest,
              ...(dependsOnFirst && i > 0 && i < children.length ? { dependsOn: ['c0'] } : {}),
              start: () =>
                defer(() => {
                  // Collected, since what a service throws is a crash like any other.
                  if (ended) violations.push(`${name} started after the end`);
                  live.set(name, (live.get(name) ?? 0) + 1);
                  if (live.get(name) !== 1) violations.push(`two of ${name} live`);
                  // The first run never throws: start() would reject.
                  const next =
                    generation++ === 0 ? { after: 3, how: 'fails' as const } : runs[generation - 2];
                  return next ? play(next) : NEVER;
                }).pipe(finalize(() => live.set(name, (live.get(name) ?? 0) - 1))),
            };
          };

          const { supervisor } = traced({
            strategy,
            children: children.map((_, i) => specOf(i)),
            defaults: { backoff: constant({ delay }), limit: LIMIT, stableAfter: 10_000 },
          });
          supervisor.changes$.subscribe(({ name, state, restarts, since }) => {
            const times = restartTimes.get(name) ?? [];
            if (state === 'starting' && restarts > times.length) times.push(since);
            restartTimes.set(name, times);
          });
          supervisor.end$.subscribe({
            complete: () => (ended = true),
            error: () => (ended = true),
          });
          void supervisor.start();
          const clean = new Set<string>();
          for (const { at, what, child: index } of script) {
            timer(at).subscribe(() => {
              const name = `c${String(index)}`;
              if (what === 'restart' || what === 'release') clean.add(name);
              if (what === 'stop') supervisor.stopChild(name).catch(() => undefined);
              else if (what === 'restart') supervisor.restartChild(name).catch(() => undefined);
              else if (what === 'remove') supervisor.removeChild(name).catch(() => undefined);
              else if (what === 'add') supervisor.startChild(specOf(index)).catch(() => undefined);
              else if (supervisor.children.some((c) => c.name === name)) supervisor.release(name);
            });
          }
          if (stopAt !== undefined) timer(stopAt).subscribe(() => void supervisor.stop());
          flush();

          // Nothing is left half done: what waits, waits for someone in quarantine or stopped.
          const states = supervisor.children.map(({ state }) => state);
          const held = states.some((state) => state === 'quarantined' || state === 'stopped');
          for (const state of states) {
            expect(['starting', 'stopping', 'backoff']).not.toContain(state);
            if (!held) expect(state).not.toBe('waiting');
          }
          for (const [name, times] of restartTimes) {
            if (clean.has(name)) continue;
            times.forEach((time, i) => {
              const next = times[i + LIMIT.restarts];
              if (next !== undefined) expect(next - time).toBeGreaterThan(LIMIT.within);
            });
          }
          for (const { name, state } of supervisor.children) {
            expect(live.get(name) ?? 0).toBe(state === 'running' ? 1 : 0);
          }

          void supervisor.stop();
          flush();
          expect(violations).toEqual([]);
          expect(ended).toBe(true);
          expect([...live.values()].every((count) => count === 0)).toBe(true);
        });
      }),
      { numRuns: 1_000, seed: 1 },
    );
  });
});
