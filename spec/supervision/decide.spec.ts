import { describe, expect, it } from 'vitest';
import { constant, exponential, fullJitter, noJitter } from 'ron-kernel';
import { decide, NO_HISTORY, type Decision, type Ending } from '../../lib/supervision/decide.js';
import { resolvePolicy } from '../../lib/supervision/resolvePolicy.js';
import type { RestartPolicy } from '../../lib/supervision/RestartPolicy.js';

const half = (): number => 0.5;

/** Decides about one run after the other: each is started as decided, and ends after its uptime. */
function play(
  given: RestartPolicy,
  runs: readonly {
    readonly uptime: number;
    readonly type?: Ending['type'];
    readonly unready?: true;
  }[],
  random = half,
): Decision[] {
  const policy = resolvePolicy(given);
  let history = NO_HISTORY;
  let now = 0;
  return runs.map(({ uptime, type = 'failed', unready }) => {
    const startedAt = now;
    now += uptime;
    const ending = { type, startedAt, ...(unready ? {} : { readyAt: startedAt }) };
    const outcome = decide(policy, history, ending, now, random);
    history = outcome.history;
    now += 'delay' in outcome.decision ? (outcome.decision.delay ?? 0) : 0;
    return outcome.decision;
  });
}

const crashes = (...uptimes: number[]) => uptimes.map((uptime) => ({ uptime }));
const restart = (delay: number): Decision => ({ type: 'restart', delay });
/** The answer to one restart too many, where there is no cooldown. */
const refused = (restarts: number, within: number): Decision => ({
  type: 'quarantine',
  limit: { restarts, within },
  delay: undefined,
  again: false,
});

describe('decide', () => {
  it.each([
    ['permanent', 'failed', 'restart'],
    ['permanent', 'completed', 'restart'],
    ['transient', 'failed', 'restart'],
    ['transient', 'completed', 'end'],
    ['temporary', 'failed', 'end'],
    ['temporary', 'completed', 'end'],
  ] as const)('%s, %s: %s', (type, ending, decision) => {
    expect(play({ restart: type }, [{ uptime: 1, type: ending }])[0]?.type).toBe(decision);
  });

  describe('the delay', () => {
    it('grows with each failure, up to the cap', () => {
      const backoff = exponential({ base: 10, cap: 50, jitter: noJitter });
      expect(play({ backoff }, crashes(1, 1, 1, 1))).toEqual([10, 20, 40, 50].map(restart));
    });

    it('is spread by the random it is given, and rounded to what a timer knows', () => {
      const backoff = exponential({ base: 10, cap: 50, jitter: fullJitter });
      expect(play({ backoff }, crashes(1, 1, 1), () => 0.33)).toEqual([3, 7, 13].map(restart));
    });

    it('is the first again after stableAfter of uptime, and not a millisecond less', () => {
      const backoff = exponential({ base: 10, cap: 500, jitter: noJitter });
      const uptimes = crashes(1, 99, 100, 1);
      expect(play({ backoff, stableAfter: 100 }, uptimes)).toEqual([10, 20, 10, 20].map(restart));
    });

    it('takes uptime from ready: what never got there was never stable', () => {
      const backoff = exponential({ base: 10, cap: 500, jitter: noJitter });
      const runs = [{ uptime: 1 }, { uptime: 5_000, unready: true as const }];
      expect(play({ backoff, stableAfter: 100 }, runs)).toEqual([10, 20].map(restart));
    });

    it.each([
      [-5, 0],
      [NaN, 0],
      [2 ** 40, 2 ** 31 - 1],
    ])('of a backoff that answers %d is %d', (answer, delay) => {
      let honest = true;
      const backoff = { description: 'odd', delay: () => (honest ? 1 : answer) };
      const policy = resolvePolicy({ backoff });
      honest = false;
      const ending = { type: 'failed', startedAt: 0, readyAt: 0 } as const;
      expect(decide(policy, NO_HISTORY, ending, 1, half).decision).toEqual(restart(delay));
    });
  });

  describe('the limit', () => {
    const backoff = constant({ delay: 10 });

    it('refuses the sixth restart within the window, by default', () => {
      const decisions = play({ backoff }, crashes(1, 1, 1, 1, 1, 1));
      expect(decisions).toEqual([10, 10, 10, 10, 10].map(restart).concat(refused(5, 60_000)));
    });

    it('refuses the first, if none is allowed', () => {
      expect(play({ backoff, limit: { restarts: 0, within: 100 } }, crashes(1))).toEqual([
        refused(0, 100),
      ]);
    });

    it('counts a restart exactly as old as the window, and none older', () => {
      // Restarts 15 ms apart.
      const decisions = (within: number) =>
        play({ backoff, limit: { restarts: 2, within } }, crashes(5, 5, 5));
      expect(decisions(30)[2]).toEqual(refused(2, 30));
      expect(decisions(29)[2]).toEqual(restart(10));
    });

    it('slides: no window, wherever it begins, holds more', () => {
      // A window that tumbles at 100 would let four restarts through between 60 and 140.
      const limit = { restarts: 2, within: 100 };
      const decisions = play({ backoff, limit }, crashes(50, 30, 10));
      expect(decisions).toEqual([restart(10), restart(10), refused(2, 100)]);
    });

    it('is not reset by a stable run', () => {
      const limit = { restarts: 1, within: 1_000 };
      expect(play({ backoff, limit, stableAfter: 50 }, crashes(1, 500))[1]).toEqual(
        refused(1, 1_000),
      );
    });

    it('is never reached if there is none', () => {
      const decisions = play(
        { backoff, limit: 'unlimited' },
        crashes(...Array<number>(50).fill(0)),
      );
      expect(decisions.every(({ type }) => type === 'restart')).toBe(true);
    });

    it('that was lifted holds nobody on probation', () => {
      const cooled = resolvePolicy({ backoff, limit: { restarts: 0, within: 100 }, cooldown: 5 });
      const ending = { type: 'failed', startedAt: 0, readyAt: 0 } as const;
      const { history } = decide(cooled, NO_HISTORY, ending, 1, half);
      const lifted = { ...cooled, limit: 'unlimited' } as const;
      expect(decide(lifted, history, ending, 2, half).decision).toEqual(restart(10));
    });

    it('is judged by the restart that is asked for, not by the crash', () => {
      // The crash at 101 asks for a restart at 1101, 1090 ms after the last.
      const decisions = play(
        { backoff: constant({ delay: 1_000 }), limit: { restarts: 1, within: 1_000 } },
        crashes(1, 90),
      );
      expect(decisions).toEqual([restart(1_000), restart(1_000)]);
    });
  });

  describe('a cooldown', () => {
    const policy = {
      backoff: constant({ delay: 0 }),
      limit: { restarts: 1, within: 50 },
      cooldown: 20,
      stableAfter: 40,
    };
    const probation = { type: 'quarantine', limit: policy.limit, delay: 20, again: false };

    it('grants a start on probation; one that fails is quarantined again', () => {
      const decisions = play(policy, crashes(1, 1, 1));
      expect(decisions).toEqual([restart(0), probation, { ...probation, again: true }]);
    });

    it('is over once the start on probation was stable', () => {
      expect(play(policy, crashes(1, 1, 60, 1))).toEqual([
        restart(0),
        probation,
        restart(0),
        probation,
      ]);
    });
  });
});
