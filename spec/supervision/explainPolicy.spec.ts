import {
  constant,
  explainPolicy,
  exponential,
  fullJitter,
  noJitter,
  OptionRangeError,
  supervise,
  type RestartPolicy,
} from 'ron-kernel';
import { EMPTY } from 'rxjs';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { memoryLogger, traced } from './support.js';

const doubling = (jitter = noJitter, base = 1_000): RestartPolicy => ({
  backoff: exponential({ base, cap: 60_000, jitter }),
  limit: { restarts: 5, within: 60_000 },
});

describe('explainPolicy', () => {
  it('finds the limit that doubling from a second never reaches, unless it is jittered', () => {
    expect(explainPolicy(doubling()).verdict).toBe('never');
    expect(explainPolicy(doubling(fullJitter)).verdict).toBe('always');
  });

  it('finds that the defaults always quarantine what fails at once, and how soon', () => {
    const { verdict, quarantined, quarantinedAt } = explainPolicy({});
    expect({ verdict, quarantined }).toEqual({ verdict: 'always', quarantined: 1 });
    expect(quarantinedAt?.median).toBeGreaterThan(500);
    expect(quarantinedAt?.late).toBeLessThan(3_000);
  });

  it('tells when restarts happen', () => {
    const { restarts, quarantinedAt } = explainPolicy({
      backoff: exponential({ base: 100, cap: 30_000, jitter: noJitter }),
    });
    expect(restarts.map(({ median }) => median)).toEqual([100, 300, 700, 1_500, 3_100]);
    expect(quarantinedAt).toEqual({ early: 3_100, median: 3_100, late: 3_100 });
  });

  it('takes how long runs last into account', () => {
    const policy = { backoff: constant({ delay: 0 }), limit: { restarts: 2, within: 100 } };
    expect(explainPolicy(policy, { uptime: 51 }).verdict).toBe('never');
    expect(explainPolicy(policy, { uptime: 50 }).verdict).toBe('always');
    const lucky = { uptime: (_run: number, random: () => number) => random() * 200, runs: 200 };
    const sometimes = explainPolicy({ ...policy, limit: { restarts: 12, within: 600 } }, lucky);
    expect(sometimes.verdict).toBe('sometimes');
  });

  it('answers the same each time', () => {
    const first = explainPolicy(doubling(fullJitter), { runs: 50, seed: 7 });
    expect(String(explainPolicy(doubling(fullJitter), { runs: 50, seed: 7 }))).toBe(String(first));
    expect(String(explainPolicy(doubling(fullJitter), { runs: 50, seed: 8 }))).not.toBe(
      String(first),
    );
  });

  it('reads like this', () => {
    const policy = {
      backoff: exponential({ base: 100, cap: 30_000, jitter: noJitter }),
      limit: { restarts: 2, within: 60_000 },
    };
    expect(String(explainPolicy(policy)).split('\n')).toEqual([
      'permanent; exponential, 100 ms ×2 up to 30000 ms, no jitter; at most 2 restarts in 60000 ms',
      'restart 1 at 0.10 s',
      'restart 2 at 0.30 s',
      'quarantined: 100.0 %, at 0.30 s',
    ]);
    const endless = explainPolicy({ ...policy, limit: 'unlimited' });
    expect(String(endless).split('\n').at(-1)).toBe('never quarantined, in 100 restarts');
  });

  it('never restarts what is temporary', () => {
    expect(explainPolicy({ restart: 'temporary' }).restarts).toEqual([]);
  });

  it('refuses nonsense', () => {
    expect(() => explainPolicy({}, { runs: 0 })).toThrow(OptionRangeError);
    expect(() => explainPolicy({}, { uptime: -1 })).toThrow('uptime must be milliseconds');
    expect(() => explainPolicy({ stableAfter: -1 })).toThrow('stableAfter must be milliseconds');
  });
});

describe('a limit that is never reached', () => {
  // A process warns of a policy once, so each test has one of its own, each time it is run.
  let base = 1_000;
  beforeEach(() => void (base += 1));

  it('is warned of once', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    EMPTY.pipe(supervise(doubling(noJitter, base))).subscribe();
    EMPTY.pipe(supervise(doubling(noJitter, base))).subscribe();
    expect(warn.mock.calls).toEqual([
      [
        `a limit of 5 restarts in 60000 ms with backoff exponential, ${base} ms ×2 up to 60000 ms, no jitter ` +
          'is never reached, however fast a child fails; ' +
          "lower the backoff's cap, widen the window, or say limit: 'unlimited'",
      ],
    ]);
    warn.mockRestore();
  });

  it('is looked for in no more runs than take a moment', () => {
    const logger = memoryLogger();
    const backoff = constant({ delay: base, jitter: noJitter });
    const limits = [1_000, 3_000, 10_000].map((restarts) => ({ restarts, within: 60_000 }));
    const children = limits.map((limit) => ({
      name: `of ${limit.restarts}`,
      start: () => EMPTY,
      backoff,
      limit,
    }));
    traced({ logger, children });
    expect(logger.lines.map(({ fields }) => fields['service'])).toEqual(['of 1000', 'of 3000']);
  });

  it('is warned of where a supervisor logs, with the child’s name', () => {
    const logger = memoryLogger();
    const children = [
      { name: 'a', start: () => EMPTY, ...doubling(noJitter, base) },
      { name: 'b', start: () => EMPTY, ...doubling(noJitter, base) },
      { name: 'c', start: () => EMPTY, ...doubling(noJitter, base), limit: 'unlimited' as const },
    ];
    traced({ logger, children });
    expect(logger.lines).toMatchObject([{ level: 'warn', fields: { service: 'a' } }]);
  });
});
