import { concat, defer, EMPTY, NEVER, Observable, of, range, take, throwError } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import {
  constant,
  exponential,
  noJitter,
  OptionTypeError,
  RestartLimitExceededError,
  supervise,
  type SupervisePolicy,
} from 'ron-kernel';
import { describe, expect, it, vi } from 'vitest';
import { marbles } from './support.js';

/** 2, 4, 8 … frames, unjittered. */
const doubling = exponential({ base: 2, cap: 100, jitter: noJitter });
const gaveUp = (restarts: number, within: number, cause?: string) =>
  new RestartLimitExceededError('the source', restarts, within, cause ?? 'it completed', { cause });

describe('supervise', () => {
  it('forwards what never fails, and what never emits', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const busy = cold('-a-b-');
      const silent = cold('-----');
      expectObservable(busy.pipe(supervise())).toBe('-a-b-');
      expectObservable(silent.pipe(supervise()), '---!').toBe('-----');
      expectSubscriptions(busy.subscriptions).toBe('^');
      expectSubscriptions(silent.subscriptions).toBe('^--!');
    });
  });

  it('subscribes again after a delay that grows with each failure', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      // prettier-ignore
      const subs = [      '^--!',
                          '-----^--!',
                          '------------^--!',
                          '-----------------------^--!'];
      const source = cold('-a-#');
      const unsub = '      --------------------------!';
      const expected = '   -a----a------a----------a--';
      expectObservable(source.pipe(supervise({ backoff: doubling })), unsub).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    });
  });

  it('refuses the restart that would be one too many within the window', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('  -#');
      const policy = { backoff: constant({ delay: 3 }), limit: { restarts: 2, within: 60 } };
      expectObservable(source.pipe(supervise(policy))).toBe(
        '---------#',
        {},
        gaveUp(2, 60, 'error'),
      );
      expectSubscriptions(source.subscriptions).toBe(['^!', '----^!', '--------^!']);
    });
  });

  it('counts a restart exactly as old as the window, and none older', () => {
    const policy = (within: number) => ({
      backoff: constant({ delay: 4 }),
      limit: { restarts: 1, within },
      stableAfter: 1_000,
    });
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      // Restarts at 5, 10, 15: 5 ms apart.
      const counted = cold('-#');
      const forgotten = cold('-#');
      expectObservable(counted.pipe(supervise(policy(5)))).toBe(
        '------#',
        {},
        gaveUp(1, 5, 'error'),
      );
      expectObservable(forgotten.pipe(supervise(policy(4))), '------------!').toBe('-------------');
      expectSubscriptions(forgotten.subscriptions).toBe(['^!', '-----^!', '----------^!']);
    });
  });

  it('slides its window: restarts that grow old make room', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('----#');
      const policy = { backoff: constant({ delay: 1 }), limit: { restarts: 2, within: 9 } };
      // At 5, 10, 15: the third is 10 ms after the first.
      expectObservable(source.pipe(supervise(policy)), '------------------!').toBe('-');
      expectSubscriptions(source.subscriptions).toBe([
        '^---!',
        '-----^---!',
        '----------^---!',
        '---------------^--!',
      ]);
    });
  });

  it('stays in its frame when the delay is zero', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('--#');
      const policy = { backoff: constant({ delay: 0 }), limit: { restarts: 2, within: 60 } };
      expectObservable(source.pipe(supervise(policy))).toBe('------#', {}, gaveUp(2, 60, 'error'));
      expectSubscriptions(source.subscriptions).toBe(['^-!', '--^-!', '----^-!']);
    });
  });

  describe('an ending', () => {
    const policy = (restart: 'permanent' | 'transient' | 'temporary') => ({
      restart,
      backoff: constant({ delay: 2 }),
      limit: { restarts: 1, within: 60 },
    });

    it('restarts what is permanent, whether it fails or completes', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const failing = cold('   a-#');
        const completing = cold('a-|');
        expectObservable(failing.pipe(supervise(policy('permanent')))).toBe(
          'a---a-#',
          { a: 'a' },
          gaveUp(1, 60, 'error'),
        );
        expectObservable(completing.pipe(supervise(policy('permanent')))).toBe(
          'a---a-#',
          { a: 'a' },
          gaveUp(1, 60),
        );
        expectSubscriptions(completing.subscriptions).toBe(['^-!', '----^-!']);
      });
    });

    it('restarts what is transient when it fails, and completes when it completes', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const failing = cold('   a-#');
        const completing = cold('a-|');
        expectObservable(failing.pipe(supervise(policy('transient')))).toBe(
          'a---a-#',
          { a: 'a' },
          gaveUp(1, 60, 'error'),
        );
        expectObservable(completing.pipe(supervise(policy('transient')))).toBe('a-|');
        expectSubscriptions(completing.subscriptions).toBe(['^-!']);
      });
    });

    it('restarts nothing that is temporary, and passes its own error on', () => {
      marbles(({ cold, expectObservable }) => {
        expectObservable(cold('a-#').pipe(supervise(policy('temporary')))).toBe('a-#');
        expectObservable(cold('a-|').pipe(supervise(policy('temporary')))).toBe('a-|');
      });
    });
  });

  it('is back at its first delay after stableAfter of uptime, judged when it fails', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const runs = [cold('#'), cold('#'), cold('a----#'), cold('a---#'), cold('-')];
      let run = 0;
      const source = defer(() => runs[run++] ?? EMPTY);
      const policy = { backoff: doubling, stableAfter: 5 };
      expectObservable(source.pipe(supervise(policy)), '-------------------------!').toBe(
        '------a------a',
      );
      // 0 +2, +4, stable → +2, 4 ms is not stable → +4
      expectSubscriptions(runs[2]?.subscriptions ?? []).toBe('------^----!');
      expectSubscriptions(runs[3]?.subscriptions ?? []).toBe('-------------^---!');
      expectSubscriptions(runs[4]?.subscriptions ?? []).toBe('---------------------^---!');
    });
  });

  it('does not take the first value for stability', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('a#');
      expectObservable(source.pipe(supervise({ backoff: doubling })), '----------!').toBe(
        'a--a----a',
      );
      expectSubscriptions(source.subscriptions).toBe(['^!', '---^!', '--------^!']);
    });
  });

  describe('with a cooldown', () => {
    const policy = {
      backoff: constant({ delay: 1 }),
      limit: { restarts: 1, within: 50 },
      stableAfter: 5,
      cooldown: 10,
    };

    it('tries once more after it, then gives up', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('-#');
        expectObservable(source.pipe(supervise(policy))).toBe(
          '--------------#',
          {},
          gaveUp(1, 50, 'error'),
        );
        expectSubscriptions(source.subscriptions).toBe(['^!', '--^!', '-------------^!']);
      });
    });

    it('goes on if that one proves stable', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const runs = [cold('-#'), cold('-#'), cold('60ms #'), cold('-#'), cold('-')];
        let run = 0;
        const source = defer(() => runs[run++] ?? EMPTY);
        expectObservable(source.pipe(supervise(policy)), '100ms !').toBe('-');
        expectSubscriptions(runs[2]?.subscriptions ?? []).toBe('-------------^ 59ms !');
        expectSubscriptions(runs[3]?.subscriptions ?? []).toBe('74ms ^!');
        expectSubscriptions(runs[4]?.subscriptions ?? []).toBe('85ms ^ 14ms !');
      });
    });

    it('waits for nothing once unsubscribed', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('-#');
        expectObservable(source.pipe(supervise(policy)), '------!').toBe('-');
        expectSubscriptions(source.subscriptions).toBe(['^!', '--^!']);
      });
    });
  });

  describe('unsubscribed early', () => {
    it('leaves a running source', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('a-b-c-');
        expectObservable(source.pipe(supervise()), '---!').toBe('a-b-');
        expectSubscriptions(source.subscriptions).toBe('^--!');
      });
    });

    it('gives up a restart that is waiting', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('a#');
        const policy = { backoff: constant({ delay: 5 }) };
        expectObservable(source.pipe(supervise(policy)), '---!').toBe('a---');
        expectSubscriptions(source.subscriptions).toBe('^!');
      });
    });

    it('gives up a restart that is due', () => {
      marbles(({ cold, expectObservable, expectSubscriptions }) => {
        const source = cold('(a#)');
        const policy = { backoff: constant({ delay: 0 }) };
        expectObservable(source.pipe(supervise(policy), take(1))).toBe('(a|)');
        expectSubscriptions(source.subscriptions).toBe('(^!)');
      });
    });
  });

  it('stops a synchronous firehose as soon as nobody wants more', () => {
    let emitted = 0;
    const firehose = new Observable<number>((subscriber) => {
      while (!subscriber.closed) subscriber.next(emitted++);
    });
    const seen: number[] = [];
    firehose.pipe(supervise(), take(3)).subscribe((n) => seen.push(n));
    expect(seen).toEqual([0, 1, 2]);
    expect(emitted).toBe(3);
  });

  it('gives every subscriber a history of its own', () => {
    marbles(({ cold, expectObservable }) => {
      const policy = { backoff: constant({ delay: 2 }), limit: { restarts: 1, within: 60 } };
      const healed = cold('a#').pipe(supervise(policy));
      expectObservable(healed).toBe('a--a#', { a: 'a' }, gaveUp(1, 60, 'error'));
      expectObservable(healed, '--^').toBe('--a--a#', { a: 'a' }, gaveUp(1, 60, 'error'));
    });
  });

  it('draws its jitter from the random it is given', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('#');
      const dice = [0.5, 0.25, 0];
      const policy = {
        backoff: exponential({ base: 8 }),
        random: () => dice.shift() ?? 0,
        limit: { restarts: 2, within: 60 },
      };
      expectObservable(source.pipe(supervise(policy))).toBe(
        '--------#',
        {},
        gaveUp(2, 60, 'error'),
      );
      expectSubscriptions(source.subscriptions).toBe(['(^!)', '----(^!)', '--------(^!)']);
    });
  });

  it('goes by the scheduler it is given', () => {
    const scheduler = new TestScheduler(() => {});
    let runs = 0;
    const failing = defer(() => {
      runs++;
      return throwError(() => new Error('no'));
    });
    const policy = {
      scheduler,
      backoff: constant({ delay: 10 }),
      limit: { restarts: 3, within: 60 },
    };
    const errors: unknown[] = [];
    failing.pipe(supervise(policy)).subscribe({ error: (error: unknown) => errors.push(error) });
    expect(runs).toBe(1);
    scheduler.flush();
    expect(runs).toBe(4);
    expect(errors).toEqual([new RestartLimitExceededError('the source', 3, 60, 'no')]);
  });

  it('survives 20,000 synchronous throws without a stack or a frozen loop', async () => {
    let runs = 0;
    let turns = 0;
    let ticking = true;
    const tick = (): void => {
      turns++;
      if (ticking) setImmediate(tick);
    };
    setImmediate(tick);
    const storm = new Observable<never>(() => {
      if (++runs === 20_000) return;
      throw new Error('at once');
    });
    const policy = { backoff: constant({ delay: 0 }), limit: 'unlimited' as const };
    const subscription = storm.pipe(supervise(policy)).subscribe();
    await vi.waitUntil(() => runs === 20_000, { timeout: 20_000, interval: 5 });
    ticking = false;
    subscription.unsubscribe();
    expect(turns).toBeGreaterThan(1_000);
  });

  describe('of a factory', () => {
    it('calls it again for each run, with a signal that ends with the run', async () => {
      const signals: AbortSignal[] = [];
      const values: number[] = [];
      await new Promise<void>((resolve) => {
        supervise(
          async ({ signal }) => {
            signals.push(signal);
            if (signals.length < 3) throw new Error('not yet');
            return signals.length;
          },
          { restart: 'transient', backoff: constant({ delay: 0 }) },
        ).subscribe({ next: (value) => values.push(value), complete: resolve });
      });
      expect(values).toEqual([3]);
      expect(signals.map(({ aborted }) => aborted)).toEqual([true, true, true]);
    });

    it('runs an async generator, and tells it to end on unsubscribe', async () => {
      let seen: AbortSignal | undefined;
      const ticks = supervise(async function* ({ signal }) {
        seen = signal;
        for (let n = 0; ; n++) yield n;
      });
      const values = await new Promise<number[]>((resolve) => {
        const taken: number[] = [];
        ticks
          .pipe(take(3))
          .subscribe({ next: (n) => taken.push(n), complete: () => resolve(taken) });
      });
      expect(values).toEqual([0, 1, 2]);
      expect(seen?.aborted).toBe(true);
    });

    it('takes a throw in the factory for a failure', () => {
      marbles(({ cold, expectObservable }) => {
        let calls = 0;
        const healed = supervise(
          () => {
            if (++calls === 1) throw new Error('first');
            return cold('a');
          },
          { backoff: constant({ delay: 2 }) },
        );
        expectObservable(healed).toBe('--a');
      });
    });
  });

  it('reports what it gave up for as the cause', () => {
    marbles(({ flush, cold }) => {
      const cause = new Error('unplugged');
      const errors: unknown[] = [];
      concat(of(1), cold('#', {}, cause))
        .pipe(supervise({ limit: { restarts: 0, within: 1_000 } }))
        .subscribe({ error: (error: unknown) => errors.push(error) });
      flush();
      expect(errors[0]).toBeInstanceOf(RestartLimitExceededError);
      expect(errors[0]).toMatchObject({
        code: 'ERR_RESTART_LIMIT_EXCEEDED',
        restarts: 0,
        within: 1_000,
        cause,
        message: 'the source was restarted 0 times within 1000 ms and failed again: unplugged',
      });
    });
  });

  it('refuses a misspelt option, and leaves alone what else there is', () => {
    const policy = { limt: { restarts: 0, within: 1_000 } };
    const message = "limt is not a known option; did you mean 'limit'?";
    expect(() => supervise(policy as SupervisePolicy)).toThrow(new OptionTypeError(message));
    expect(() => supervise(() => NEVER, policy as SupervisePolicy)).toThrow(message);
    const shared = { limit: { restarts: 0, within: 1_000 }, limt: 1, owner: 'ops' };
    expect(() => supervise(shared)).not.toThrow();
  });

  it('counts as one speaks', () => {
    marbles(({ flush, cold }) => {
      const errors: unknown[] = [];
      cold('#', {}, new Error('unplugged'))
        .pipe(supervise({ limit: { restarts: 1, within: 1_000 } }))
        .subscribe({ error: (error: unknown) => errors.push(error) });
      flush();
      expect(String(errors[0])).toContain('restarted 1 time within 1000 ms');
    });
  });

  it('forwards a burst whole, and crashes after it', () => {
    marbles(({ expectObservable }) => {
      const source = concat(
        range(1, 3),
        throwError(() => 'boom'),
      );
      const policy = { backoff: constant({ delay: 9 }), limit: { restarts: 1, within: 60 } };
      expectObservable(source.pipe(supervise(policy))).toBe(
        '(abc)----(abc#)',
        { a: 1, b: 2, c: 3 },
        gaveUp(1, 60, 'boom'),
      );
    });
  });
});
