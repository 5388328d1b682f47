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
import { EMPTY, NEVER } from 'rxjs';
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

  it('tells how far children differ: what one in twenty is earlier than, one in two, and one in twenty later', () => {
    const policy = {
      backoff: constant({ delay: 0, jitter: noJitter }),
      limit: { restarts: 1, within: 60_000 },
    };
    let first = 29_000;
    const uptime = (run: number) => (run === 0 ? (first -= 1_000) : 0);
    const explanation = explainPolicy(policy, { uptime, runs: 20 });
    const spread = { early: 10_000, median: 19_000, late: 28_000 };
    expect(explanation).toMatchObject({ restarts: [spread], quarantinedAt: spread });
    expect(String(explanation)).toContain('restart 1 at 19 s (10 s … 28 s)\n');
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
    const endless = String(explainPolicy({ ...policy, limit: 'unlimited' })).split('\n');
    expect(endless[0]).toBe(
      'permanent; exponential, 100 ms ×2 up to 30000 ms, no jitter; no limit',
    );
    expect(endless.at(-1)).toBe('never quarantined, in 100 restarts');
  });

  it('never restarts what is temporary', () => {
    expect(explainPolicy({ restart: 'temporary' }).restarts).toEqual([]);
  });

  it('refuses nonsense', () => {
    expect(() => explainPolicy({}, { runs: 0 })).toThrow(OptionRangeError);
    expect(() => explainPolicy({}, { runs: 0 })).toThrow('runs must be');
    expect(() => explainPolicy({}, { runs: 1, seed: 2 ** 32 })).toThrow('seed must be');
    expect(() => explainPolicy({}, { runs: 1, seed: 2 ** 32 - 1 })).not.toThrow();
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

  it('is not one that some child reaches, nor that of a child which is never restarted', () => {
    const logger = memoryLogger();
    const rare = {
      backoff: constant({ delay: base, jitter: fullJitter }),
      limit: { restarts: 5, within: base },
    };
    expect(explainPolicy(rare).verdict).toBe('sometimes');
    traced({
      logger,
      children: [
        { name: 'rare', start: () => EMPTY, ...rare },
        { name: 'once', start: () => EMPTY, ...doubling(noJitter, base), restart: 'temporary' },
      ],
    });
    expect(logger.lines).toEqual([]);
  });

  it('is warned of again a thousand policies later, since not all are kept', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const use = (policy: RestartPolicy) => NEVER.pipe(supervise(policy)).subscribe().unsubscribe();
    const others = Array.from({ length: 1_000 }, (_, delay) => ({
      backoff: constant({ delay, jitter: noJitter }),
      limit: { restarts: 1, within: 60_000 + base },
    }));
    const [other = {}] = others;
    [doubling(noJitter, base), other, doubling(noJitter, base)].forEach(use);
    expect(warn).toHaveBeenCalledTimes(1);
    [...others, doubling(noJitter, base)].forEach(use);
    expect(warn).toHaveBeenCalledTimes(2);
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
