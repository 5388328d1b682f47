import {
  defer,
  finalize,
  map,
  NEVER,
  of,
  Subject,
  throwError,
  timer,
  type ObservableInput,
} from 'rxjs';
import {
  BufferOverflowError,
  Bus,
  concatMapBounded,
  constant,
  supervise,
  type LagNotice,
  type Overflow,
} from 'ron-kernel';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { marbles } from './support/marbles.js';
import { overflowed, projects, readsAtItsOwnPace } from './support/readerContract.js';
import { turn } from './support/turn.js';

const identity = (event: string) => of(event);

describe('concatMapBounded', () => {
  readsAtItsOwnPace('concatMapBounded', (options) => concatMapBounded(identity, options));
  projects((options) => concatMapBounded(identity, options));

  it('works on one event at a time, in order', () => {
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const source = hot('  abc-----------|');
      const inner = cold('  -x--y|');
      const expected = '    -x--y-x--y-x--y|';
      expectObservable(source.pipe(concatMapBounded(() => inner))).toBe(expected);
      expectSubscriptions(inner.subscriptions).toBe(['^----!', '-----^----!', '----------^----!']);
      expectSubscriptions(source.subscriptions).toBe('^-------------!');
    });
  });

  it('hands project the event and its index among those it was handed', async () => {
    const bus = new Bus<string>();
    const calls: unknown[] = [];
    const gates = [new Subject<never>(), new Subject<never>()];
    bus
      .pipe(
        concatMapBounded(
          (event, index) => {
            calls.push([event, index]);
            return gates[index] ?? [];
          },
          { capacity: 1 },
        ),
      )
      .subscribe();
    for (const event of ['a', 'b', 'c', 'd']) bus.publish(event);
    await turn();
    gates[0]?.complete();
    await turn();
    expect(calls).toEqual([
      ['a', 0],
      ['d', 1],
    ]);
  });

  it('takes whatever RxJS can subscribe to', async () => {
    const bus = new Bus<number>();
    const seen: unknown[] = [];
    const inputs: readonly (() => ObservableInput<unknown>)[] = [
      () => of('observable'),
      () => Promise.resolve('promise'),
      () => ['array'],
      () => new Set(['iterable']),
      async function* () {
        yield 'async iterable';
      },
      () => [],
      () => bus.pipe(map((event) => `bus ${event}`)),
    ];
    bus
      .pipe(concatMapBounded((event) => inputs[event]?.() ?? NEVER))
      .subscribe((value) => seen.push(value));
    for (let event = 0; event < inputs.length; event++) bus.publish(event);
    await turn();
    bus.publish(99);
    await turn();
    expect(seen).toEqual([
      ...['observable', 'promise', 'array', 'iterable', 'async iterable'],
      'bus 99',
    ]);
  });

  it.each<[string, () => ObservableInput<unknown>, unknown]>([
    [
      'throws',
      () => {
        throw 'thrown';
      },
      'thrown',
    ],
    ['rejects', () => Promise.reject('rejected'), 'rejected'],
    ['fails', () => throwError(() => 'failed'), 'failed'],
    ['returns nothing to subscribe to', () => 5 as never, expect.any(TypeError)],
    [
      'throws in its async generator',
      async function* () {
        yield* [];
        throw 'in generator';
      },
      'in generator',
    ],
  ])('ends with the error if project %s, and leaves', async (_, project, error) => {
    const bus = new Bus<number>();
    const log: unknown[] = [];
    bus
      .pipe(concatMapBounded(project, { name: 'r' }))
      .subscribe({ error: (e: unknown) => log.push(e) });
    bus.publish(1);
    bus.publish(2);
    await turn();
    expect(log).toEqual([error]);
    expect(bus.observed).toBe(false);
    expect(bus.stats().departed).toEqual({
      subscribers: 1,
      delivered: 1,
      dropped: 0,
      abandoned: 1,
    });
  });

  it('may retry an event by supervise inside project', () => {
    marbles(({ hot, expectObservable }) => {
      let attempts = 0;
      const flaky = (event: string) =>
        defer(() => ((attempts += 1) % 3 === 0 ? of(event) : throwError(() => 'flaky'))).pipe(
          supervise({ backoff: constant({ delay: 2 }), restart: 'transient' }),
        );
      expectObservable(hot('ab---------|').pipe(concatMapBounded(flaky))).toBe('----a---b--|');
    });
  });

  it('completes once the work in hand, and all it still holds, is done', () => {
    marbles(({ hot, cold, expectObservable }) => {
      const source = hot('ab|');
      const inner = cold('---x|');
      expectObservable(source.pipe(concatMapBounded(() => inner))).toBe('---x---x|');
    });
  });

  it('cancels the work in hand, and drops what it holds, when its source fails', () => {
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const source = hot('ab-#');
      const inner = cold('-x---y|');
      expectObservable(source.pipe(concatMapBounded(() => inner))).toBe('-x-#');
      expectSubscriptions(inner.subscriptions).toBe('^--!');
    });
  });

  it('cancels the work in hand when it is unsubscribed from', () => {
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const source = hot('ab-----');
      const inner = cold('-x---y|');
      expectObservable(source.pipe(concatMapBounded(() => inner)), '---!').toBe('-x--');
      expectSubscriptions(inner.subscriptions).toBe('^--!');
    });
  });

  describe('while it works', () => {
    const overflow = (policy: Overflow, capacity?: number) => {
      const bus = new Bus<number>();
      const gate$ = new Subject<never>();
      const seen: number[] = [];
      const ends: unknown[] = [];
      const notices: LagNotice[] = [];
      let cancelled = 0;
      bus.lag$.subscribe((notice) => notices.push(notice));
      bus
        .pipe(
          concatMapBounded(
            (event) => {
              seen.push(event);
              return event === 0 ? gate$.pipe(finalize(() => (cancelled += 1))) : of(event);
            },
            { name: 'r', overflow: policy, ...(capacity !== undefined && { capacity }) },
          ),
        )
        .subscribe({ error: (error: unknown) => ends.push(error) });
      return { bus, gate$, seen, ends, notices, cancelled: () => cancelled };
    };

    it.each<[Overflow, number | undefined, number[], number]>([
      ['drop-oldest', 3, [0, 7, 8, 9], 6],
      ['drop-newest', 3, [0, 1, 2, 3], 6],
      ['latest', undefined, [0, 9], 8],
      ['drop-oldest', 100, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 0],
    ])(
      '%s with capacity %s keeps that many, and counts the rest',
      async (policy, capacity, expected, dropped) => {
        const { bus, gate$, seen, notices } = overflow(policy, capacity);
        for (let event = 0; event < 10; event++) {
          bus.publish(event);
          if (event % 4 === 3) await turn();
        }
        await turn();
        const held = expected.length - 1;
        expect(bus.stats().subscribers).toMatchObject([{ delivered: 1, dropped, pending: held }]);
        gate$.complete();
        await turn();
        expect(seen).toEqual(expected);
        expect(bus.stats().subscribers).toMatchObject([
          { delivered: held + 1, dropped, pending: 0, abandoned: 0 },
        ]);
        expect(notices.reduce((sum, notice) => sum + notice.dropped, 0)).toBe(dropped);
      },
    );

    it('that is done before the pump could visit, drops what exceeds its capacity before it takes more', async () => {
      const bus = new Bus<number>({ capacity: 4 });
      const gate$ = new Subject<never>();
      const seen: number[] = [];
      bus.subscribe();
      bus
        .pipe(
          concatMapBounded(
            (event) => {
              seen.push(event);
              return event === 0 ? gate$ : [];
            },
            { capacity: 2 },
          ),
        )
        .subscribe();
      bus.publish(0);
      await turn();
      for (let event = 1; event <= 10; event++) bus.publish(event);
      gate$.complete();
      // The full ring was delivered up to 6, on this stack; 5 and 6 were left of it.
      expect(seen).toEqual([0, 5, 6]);
      await turn();
      expect(seen).toEqual([0, 5, 6, 7, 8, 9, 10]);
    });

    it('error ends it alone, its work cancelled, what it held abandoned', async () => {
      const { bus, seen, ends, notices, cancelled } = overflow('error', 2);
      const others: number[] = [];
      bus.subscribe((event) => others.push(event));
      for (const event of [0, 1, 2]) bus.publish(event);
      await turn();
      expect(ends).toEqual([]);
      bus.publish(3);
      bus.publish(4);
      await turn();
      expect(ends).toEqual([overflowed('r', 2)]);
      expect(ends[0]).toBeInstanceOf(BufferOverflowError);
      expect(String(ends[0])).toBe(
        "BufferOverflowError: 'r' fell more than its capacity of 2 events behind; raise its capacity, " +
          "make its work cheaper, or choose overflow 'drop-oldest', 'drop-newest' or 'latest'",
      );
      expect(cancelled()).toBe(1);
      expect(seen).toEqual([0]);
      expect(others).toEqual([0, 1, 2, 3, 4]);
      expect(notices).toEqual([{ subscriber: 'r', dropped: 0, abandoned: 4 }]);
      bus.publish(5);
      await turn();
      expect(others).toHaveLength(6);
    });

    it.each([
      ['alone', 4, 100, [0, 1, 100, 101, 102, 103, 196, 197, 198, 199]],
      ['beside one that reads on', 3, 9, [0, 1, 100, 101, 102, 104, 105, 106, 107, 108]],
    ])(
      'drop-newest keeps the oldest though project itself publishes more than a ring’s worth: %s',
      async (who, capacity, count, kept) => {
        const bus = new Bus<number>({ capacity: 4 });
        const gate$ = new Subject<never>();
        const seen: number[] = [];
        bus
          .pipe(
            concatMapBounded(
              (event) => {
                seen.push(event);
                if (event === 1) for (let n = 0; n < count; n++) bus.publish(100 + n);
                return event === 0 ? gate$ : [];
              },
              { capacity, overflow: 'drop-newest' },
            ),
          )
          .subscribe();
        if (who !== 'alone') bus.subscribe(() => undefined);
        bus.publish(0);
        bus.publish(1);
        await turn();
        gate$.complete();
        await turn();
        expect(seen).toEqual(kept);
      },
    );
  });

  it('tells onLag of each loss, once after a pump, and of what it leaves behind', async () => {
    const bus = new Bus<number>();
    const told: LagNotice[] = [];
    const subscription = bus
      .pipe(concatMapBounded(() => NEVER, { name: 'r', capacity: 2, onLag: (n) => told.push(n) }))
      .subscribe();
    for (let event = 0; event < 8; event++) bus.publish(event);
    expect(told).toEqual([]);
    await turn();
    expect(told).toEqual([{ subscriber: 'r', dropped: 5, abandoned: 0 }]);
    bus.publish(8);
    await turn();
    expect(told.slice(1)).toEqual([{ subscriber: 'r', dropped: 1, abandoned: 0 }]);
    bus.publish(9);
    subscription.unsubscribe();
    expect(told.slice(2)).toEqual([{ subscriber: 'r', dropped: 0, abandoned: 3 }]);
  });

  it('tells onLag of a reader with a ring of its own, also without a bus', async () => {
    const source$ = new Subject<number>();
    const told: LagNotice[] = [];
    source$
      .pipe(concatMapBounded(() => timer(1), { capacity: 2, onLag: (n) => told.push(n) }))
      .subscribe();
    for (let event = 0; event < 8; event++) source$.next(event);
    await turn();
    expect(told).toEqual([{ subscriber: 'concatMapBounded', dropped: 5, abandoned: 0 }]);
  });

  it('infers what it emits, also when project returns one of several', () => {
    const bus = new Bus<{ id: number }>();
    const either = bus.pipe(concatMapBounded(({ id }) => (id > 0 ? of(id) : ['none'])));
    expectTypeOf(either).toEqualTypeOf(of<number | string>(1));
    expectTypeOf(bus.pipe(concatMapBounded(async ({ id }) => id))).toEqualTypeOf(of(1));
    expectTypeOf(bus.pipe(concatMapBounded(({ id }, n) => [id, `${n}`]))).toEqualTypeOf(
      of<string | number>(1),
    );
  });
});
