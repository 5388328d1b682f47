import { getEventListeners } from 'node:events';
import { EMPTY, map, NEVER, Observable, of, range, Subject, throwError } from 'rxjs';
import { Bus, eachValueBounded, OptionRangeError, type EachValueOptions } from 'ron-kernel';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { overflowed } from './support/readerContract.js';
import { turn } from './support/turn.js';

/** All that a loop over `values` has, and how it ends. */
async function collect(values: AsyncIterable<unknown>): Promise<unknown[]> {
  const log: unknown[] = [];
  try {
    for await (const value of values) log.push(value);
    log.push('|');
  } catch (error) {
    log.push(error);
  }
  return log;
}

const done = { done: true, value: undefined };

describe.each<[string, <E>(bus: Bus<E>, options?: EachValueOptions) => AsyncIterableIterator<E>]>([
  ['bus.values', (bus, options) => bus.values(options)],
  ['eachValueBounded on a bus', (bus, options) => eachValueBounded(bus, options)],
  [
    'eachValueBounded behind an operator',
    (bus, options) => eachValueBounded(bus.pipe(map((event) => event)), { bus, ...options }),
  ],
])('%s', (_, valuesOf) => {
  it('iterates over what is published from the call on, and ends with the bus', async () => {
    const bus = new Bus<number>();
    bus.subscribe();
    bus.publish(0);
    const values = valuesOf(bus);
    bus.publish(1);
    const log = collect(values);
    bus.publish(2);
    await turn();
    bus.publish(3);
    bus.complete();
    expect(await log).toEqual([1, 2, 3, '|']);
    expect(bus.observed).toBe(false);
  });

  it('ends at once on a bus that has ended, whichever way', async () => {
    const completed = new Bus<number>();
    completed.complete();
    expect(await collect(valuesOf(completed))).toEqual(['|']);
    const failed = new Bus<number>();
    failed.error('failed');
    expect(await collect(valuesOf(failed))).toEqual(['failed']);
  });

  it('waits on a silent bus', async () => {
    const bus = new Bus<number>();
    const values = valuesOf(bus);
    const next = values.next();
    await turn();
    bus.publish(1);
    await expect(next).resolves.toEqual({ done: false, value: 1 });
  });

  it('throws the bus’s error into the loop, once', async () => {
    const bus = new Bus<number>();
    const values = valuesOf(bus);
    const log = collect(values);
    bus.publish(1);
    await turn();
    bus.error('failed');
    expect(await log).toEqual([1, 'failed']);
    await expect(values.next()).resolves.toEqual(done);
  });

  it('keeps an error for the next to ask, with what was pending abandoned', async () => {
    const bus = new Bus<number>();
    const values = valuesOf(bus);
    bus.publish(1);
    await turn();
    bus.error('failed');
    await expect(values.next()).rejects.toBe('failed');
    await expect(values.next()).resolves.toEqual(done);
  });

  it('holds at most its capacity while the body works, and counts the rest', async () => {
    const bus = new Bus<number>();
    const values = valuesOf(bus, { name: 'tail', capacity: 3 });
    for (let event = 0; event < 10; event++) bus.publish(event);
    await turn();
    const account = () => bus.stats().subscribers.find(({ name }) => name === 'tail');
    expect(account()).toMatchObject({ capacity: 3, pending: 3, dropped: 7, delivered: 0 });
    bus.complete();
    expect(await collect(values)).toEqual([7, 8, 9, '|']);
    expect(account()).toMatchObject({ pending: 0, dropped: 7, delivered: 3 });
  });

  it.each([
    ['drop-newest' as const, [0, 1, '|']],
    ['latest' as const, [4, '|']],
    ['error' as const, [overflowed('values', 2)]],
  ])('keeps to %s', async (overflow, expected) => {
    const bus = new Bus<number>();
    const values = valuesOf(bus, { overflow, ...(overflow !== 'latest' && { capacity: 2 }) });
    for (let event = 0; event < 5; event++) bus.publish(event);
    await turn();
    bus.complete();
    expect(await collect(values)).toEqual(expected);
  });

  it('gives each of several calls of next() its own value, in order', async () => {
    const bus = new Bus<number>();
    const values = valuesOf(bus);
    const asked = [values.next(), values.next(), values.next(), values.next()];
    bus.publish(1);
    bus.publish(2);
    await turn();
    bus.publish(3);
    bus.complete();
    await expect(Promise.all(asked)).resolves.toEqual([
      { done: false, value: 1 },
      { done: false, value: 2 },
      { done: false, value: 3 },
      done,
    ]);
    await expect(values.next()).resolves.toEqual(done);
  });

  it('gives one of several calls the error, and the others the end', async () => {
    const bus = new Bus<number>();
    const values = valuesOf(bus);
    const asked = [values.next(), values.next(), values.next()];
    bus.error('failed');
    await expect(Promise.allSettled(asked)).resolves.toEqual([
      { status: 'rejected', reason: 'failed' },
      { status: 'fulfilled', value: done },
      { status: 'fulfilled', value: done },
    ]);
  });

  describe('leaves', () => {
    it('on break', async () => {
      const bus = new Bus<number>();
      const values = valuesOf(bus, { name: 'tail' });
      for (const event of [1, 2, 3]) bus.publish(event);
      for await (const event of values) if (event === 2) break;
      expect(bus.observed).toBe(false);
      expect(bus.stats().departed).toMatchObject({ abandoned: 1 });
      await expect(values.next()).resolves.toEqual(done);
    });

    it('on a throw in the body', async () => {
      const bus = new Bus<number>();
      bus.complete();
      const open = new Bus<number>();
      const values = valuesOf(open);
      open.publish(1);
      const loop = async (): Promise<void> => {
        for await (const event of values) throw `thrown at ${event}`;
      };
      await expect(loop()).rejects.toBe('thrown at 1');
      expect(open.observed).toBe(false);
    });

    it('on return(), with every waiting call of next() ended', async () => {
      const bus = new Bus<number>();
      const values = valuesOf(bus);
      const asked = [values.next(), values.next()];
      await expect(values.return?.()).resolves.toEqual(done);
      await expect(Promise.all(asked)).resolves.toEqual([done, done]);
      await expect(values.return?.()).resolves.toEqual(done);
      expect(bus.observed).toBe(false);
    });
  });

  describe('with a signal', () => {
    it('aborted before, throws its reason at the first next(), and never subscribes', async () => {
      const bus = new Bus<number>();
      const values = valuesOf(bus, { signal: AbortSignal.abort('too late') });
      expect(bus.observed).toBe(false);
      bus.publish(1);
      expect(await collect(values)).toEqual(['too late']);
      await expect(values.next()).resolves.toEqual(done);
    });

    it('aborted while the loop waits, throws its reason', async () => {
      const bus = new Bus<number>();
      const controller = new AbortController();
      const log = collect(valuesOf(bus, { signal: controller.signal }));
      bus.publish(1);
      await turn();
      controller.abort();
      expect(bus.observed).toBe(false);
      const [value, error] = await log;
      expect(value).toBe(1);
      expect(error).toMatchObject({ name: 'AbortError' });
    });

    it('aborted while the body works, abandons what is pending', async () => {
      const bus = new Bus<number>();
      const controller = new AbortController();
      const seen: number[] = [];
      const loop = async (): Promise<void> => {
        for await (const event of valuesOf(bus, { signal: controller.signal, name: 'tail' })) {
          seen.push(event);
          if (event === 1) controller.abort('enough');
        }
      };
      const looping = loop();
      for (const event of [1, 2, 3]) bus.publish(event);
      await expect(looping).rejects.toBe('enough');
      expect(seen).toEqual([1]);
      expect(bus.observed).toBe(false);
    });

    it('aborted after the end, changes nothing', async () => {
      const bus = new Bus<number>();
      const controller = new AbortController();
      const values = valuesOf(bus, { signal: controller.signal });
      bus.complete();
      controller.abort('late');
      expect(await collect(values)).toEqual(['|']);
    });

    it.each(['break', 'complete', 'error', 'abort'])(
      'leaves no listener on it: %s',
      async (how) => {
        const bus = new Bus<number>();
        const controller = new AbortController();
        const { signal } = controller;
        const values = valuesOf(bus, { signal });
        expect(getEventListeners(signal, 'abort')).toHaveLength(1);
        if (how === 'break') void values.return?.();
        if (how === 'complete') bus.complete();
        if (how === 'error') bus.error('failed');
        if (how === 'abort') controller.abort();
        await collect(values);
        expect(getEventListeners(signal, 'abort')).toHaveLength(0);
      },
    );
  });

  it('sees what its own body publishes', async () => {
    const bus = new Bus<number>();
    const values = valuesOf(bus);
    bus.publish(0);
    const seen: number[] = [];
    for await (const event of values) {
      seen.push(event);
      if (event === 3) break;
      bus.publish(event + 1);
    }
    expect(seen).toEqual([0, 1, 2, 3]);
  });

  it('may be iterated again by whoever has it, and goes on', async () => {
    const bus = new Bus<number>();
    const values = valuesOf(bus);
    for (const event of [1, 2]) bus.publish(event);
    expect(values[Symbol.asyncIterator]()).toBe(values);
    await expect(values.next()).resolves.toMatchObject({ value: 1 });
    bus.complete();
    expect(await collect(values)).toEqual([2, '|']);
  });
});

describe('eachValueBounded', () => {
  it('is empty on an empty observable, and throws a failing one’s error', async () => {
    expect(await collect(eachValueBounded(EMPTY))).toEqual(['|']);
    expect(await collect(eachValueBounded(of(1, 2)))).toEqual([1, 2, '|']);
    expect(await collect(eachValueBounded(throwError(() => 'failed')))).toEqual(['failed']);
  });

  it('subscribes at the call, and unsubscribes from a silent one', async () => {
    let subscribed = 0;
    const silent$ = new Observable<never>(() => {
      subscribed += 1;
      return () => (subscribed -= 1);
    });
    const values = eachValueBounded(silent$);
    expect(subscribed).toBe(1);
    await values.return?.();
    expect(subscribed).toBe(0);
  });

  it('keeps the newest of a synchronous firehose', async () => {
    const seen: number[] = [];
    const values = eachValueBounded(range(0, 1e6), { capacity: 5 });
    await turn();
    for await (const n of values) {
      seen.push(n);
      if (seen.length === 3) break;
    }
    expect(seen).toEqual([999_995, 999_996, 999_997]);
  });

  it('holds 4096 by default, and what it likes if it says so', async () => {
    const source$ = new Subject<number>();
    const usual = eachValueBounded(source$);
    const roomy = eachValueBounded(source$, { capacity: 10_000 });
    for (let n = 0; n < 10_000; n++) source$.next(n);
    source$.complete();
    await turn();
    expect(await collect(usual)).toHaveLength(4_097);
    expect(await collect(roomy)).toHaveLength(10_001);
  });

  it('refuses a capacity above its bus’s at the call', () => {
    const bus = new Bus<number>({ capacity: 8 });
    expect(() => bus.values({ capacity: 9 })).toThrow(OptionRangeError);
    expect(() => eachValueBounded(bus.asObservable(), { capacity: 9 })).toThrow(OptionRangeError);
    expect(bus.observed).toBe(false);
  });

  it('has the type of what it iterates over', () => {
    expectTypeOf(eachValueBounded(of(1))).toEqualTypeOf<AsyncIterableIterator<number, undefined>>();
    expectTypeOf(eachValueBounded(NEVER)).toEqualTypeOf<AsyncIterableIterator<never, undefined>>();
  });
});
