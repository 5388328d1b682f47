import { NEVER, of, Subject, throwError, timer, type ObservableInput } from 'rxjs';
import { Bus, mergeMapBounded, type ReadOptions } from 'ron-kernel';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { marbles } from './support/marbles.js';
import { projects, readsAtItsOwnPace } from './support/readerContract.js';
import { turn } from './support/turn.js';

const read = (options?: ReadOptions) =>
  mergeMapBounded((event: string) => of(event), { concurrency: 2, ...options });

describe('mergeMapBounded', () => {
  readsAtItsOwnPace('mergeMapBounded', read);
  projects(read);

  it('works on as many events at a time as it may, and takes the next as one is done', () => {
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const source = hot('(abc)------|');
      const inner = cold('---x|');
      const expected = '  ---(xx)x---|';
      const operator = mergeMapBounded(() => inner, { concurrency: 2 });
      expectObservable(source.pipe(operator)).toBe(expected);
      expectSubscriptions(inner.subscriptions).toBe(['^---!', '^---!', '----^---!']);
    });
  });

  it('with a concurrency of one, is concatMapBounded', () => {
    marbles(({ hot, cold, expectObservable }) => {
      const inner = cold('--x|');
      const operator = mergeMapBounded(() => inner, { concurrency: 1 });
      expectObservable(hot('ab|').pipe(operator)).toBe('--x--x|');
    });
  });

  it('takes what it is ready for before it drops what exceeds its capacity', async () => {
    const bus = new Bus<number>();
    const taken: number[] = [];
    const gates = new Map<number, Subject<never>>();
    const work = (event: number) => {
      taken.push(event);
      const gate$ = new Subject<never>();
      gates.set(event, gate$);
      return gate$;
    };
    bus.pipe(mergeMapBounded(work, { concurrency: 3, capacity: 2 })).subscribe();
    for (let event = 0; event < 10; event++) bus.publish(event);
    await turn();
    expect(taken).toEqual([0, 1, 2]);
    expect(bus.stats().subscribers).toMatchObject([{ delivered: 3, dropped: 5, pending: 2 }]);
    gates.get(1)?.complete();
    gates.get(0)?.complete();
    gates.get(2)?.complete();
    expect(taken).toEqual([0, 1, 2, 8, 9]);
  });

  it.each<[string, () => ObservableInput<unknown>]>([
    [
      'throws',
      () => {
        throw 'failed';
      },
    ],
    ['rejects', () => Promise.reject('failed')],
    ['fails', () => throwError(() => 'failed')],
  ])('cancels all work in hand if one project %s', async (_, failing) => {
    const bus = new Bus<number>();
    const gate$ = new Subject<never>();
    const log: unknown[] = [];
    bus
      .pipe(mergeMapBounded((event) => (event === 3 ? failing() : gate$), { concurrency: 3 }))
      .subscribe({ error: (error: unknown) => log.push(error) });
    for (const event of [1, 2, 3, 4]) bus.publish(event);
    await turn();
    expect(log).toEqual(['failed']);
    expect(gate$.observed).toBe(false);
    expect(bus.observed).toBe(false);
  });

  it('completes once all work in hand is done, in whatever order', () => {
    marbles(({ hot, expectObservable }) => {
      const source = hot<number>('(ab|)', { a: 5, b: 2 });
      const operator = mergeMapBounded((frames: number) => timer(frames), { concurrency: 2 });
      expectObservable(source.pipe(operator)).toBe('--x--(x|)', { x: 0 });
    });
  });

  it('cancels all work in hand when its source fails, or it is unsubscribed from', () => {
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const inner = cold('-x---');
      const operator = mergeMapBounded(() => inner, { concurrency: 2 });
      expectObservable(hot('(abc)#').pipe(operator)).toBe('-(xx)#');
      expectObservable(hot('(abc)-').pipe(operator), '--!').toBe('-(xx)-');
      expectSubscriptions(inner.subscriptions).toBe(['^----!', '^----!', '^-!', '^-!']);
    });
  });

  it('takes on nothing new when an operator behind it has ended the stream', async () => {
    const bus = new Bus<number>();
    const taken: number[] = [];
    const subscription = bus
      .pipe(
        mergeMapBounded(
          (event) => {
            taken.push(event);
            return of(event);
          },
          { concurrency: 4 },
        ),
      )
      .subscribe((event) => {
        if (event === 2) subscription.unsubscribe();
      });
    for (const event of [1, 2, 3, 4]) bus.publish(event);
    await turn();
    expect(taken).toEqual([1, 2]);
    expect(bus.stats().departed).toMatchObject({ delivered: 2, abandoned: 2 });
  });

  it('infers what it emits', () => {
    const bus = new Bus<{ id: number }>();
    const emits = bus.pipe(mergeMapBounded(async ({ id }) => `${id}`, { concurrency: 8 }));
    expectTypeOf(emits).toEqualTypeOf(of('text'));
    expectTypeOf(bus.pipe(mergeMapBounded(() => NEVER, { concurrency: 8 }))).toEqualTypeOf(NEVER);
  });
});
