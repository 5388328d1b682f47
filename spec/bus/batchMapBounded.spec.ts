import { of, Subject, throwError, toArray, type ObservableInput } from 'rxjs';
import { batchMapBounded, Bus, type BatchMapBoundedOptions, type ReadOptions } from 'ron-kernel';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { marbles } from './support/marbles.js';
import { overflowed, projects, readsAtItsOwnPace } from './support/readerContract.js';
import { turn } from './support/turn.js';

const read = (options?: ReadOptions) =>
  batchMapBounded((events: readonly string[]) => events, options);

/** A reader whose every batch takes until it is released. */
function batches(options: BatchMapBoundedOptions, capacity = 64) {
  const bus = new Bus<number>({ capacity });
  const seen: (readonly number[])[] = [];
  const ends: unknown[] = [];
  const gates: Subject<never>[] = [];
  bus
    .pipe(
      batchMapBounded(
        (events, index) => {
          expect(index).toBe(seen.length);
          seen.push(events);
          const gate$ = new Subject<never>();
          gates.push(gate$);
          return gate$;
        },
        { name: 'batch', ...options },
      ),
    )
    .subscribe({ error: (error: unknown) => ends.push(error), complete: () => ends.push('|') });
  const publish = async (from: number, to: number): Promise<void> => {
    for (let event = from; event <= to; event++) bus.publish(event);
    await turn();
  };
  const release = async (): Promise<void> => {
    gates.shift()?.complete();
    await turn();
  };
  return { bus, seen, ends, publish, release };
}

describe('batchMapBounded', () => {
  readsAtItsOwnPace('batchMapBounded', read);
  projects(read);

  it('hands project all that is pending, never nothing, and the next batch once that is done', async () => {
    const { bus, seen, ends, publish, release } = batches({});
    await publish(1, 3);
    expect(seen).toEqual([[1, 2, 3]]);
    await publish(4, 4);
    await publish(5, 6);
    expect(seen).toHaveLength(1);
    await release();
    expect(seen).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    await release();
    expect(seen).toHaveLength(2);
    await publish(7, 7);
    expect(seen).toHaveLength(3);
    bus.complete();
    expect(ends).toEqual([]);
    await release();
    expect(ends).toEqual(['|']);
  });

  it('hands it at most maxBatch of them', async () => {
    const { seen, publish, release } = batches({ maxBatch: 2 });
    await publish(1, 5);
    await release();
    await release();
    expect(seen).toEqual([[1, 2], [3, 4], [5]]);
  });

  it.each([{ capacity: 3 }, { capacity: 3, maxBatch: 50 }])(
    'hands it at most its capacity: %o',
    async (options) => {
      const { bus, seen, publish, release } = batches(options);
      await publish(1, 10);
      expect(seen).toEqual([[1, 2, 3]]);
      expect(bus.stats().subscribers).toMatchObject([{ delivered: 3, dropped: 4, pending: 3 }]);
      await release();
      expect(seen.at(-1)).toEqual([8, 9, 10]);
    },
  );

  it.each([1, 2, 3, 5, 7, 8])(
    'makes whole batches of a burst longer than its ring: maxBatch %i',
    async (maxBatch) => {
      const bus = new Bus<number>({ capacity: 8 });
      const seen: (readonly number[])[] = [];
      bus.pipe(batchMapBounded((events) => of(seen.push(events)), { maxBatch })).subscribe();
      for (let event = 0; event < 50; event++) bus.publish(event);
      await turn();
      expect(seen.flat()).toEqual(Array.from({ length: 50 }, (_, event) => event));
      expect(seen.slice(0, -1).every(({ length }) => length === maxBatch)).toBe(true);
      expect(seen.at(-1)).toHaveLength(50 % maxBatch || maxBatch);
    },
  );

  it('keeps the oldest with drop-newest, and hands them over together', async () => {
    const { bus, seen, publish, release } = batches({ capacity: 4, overflow: 'drop-newest' });
    await publish(1, 1);
    await publish(2, 4);
    await publish(5, 9);
    expect(bus.stats().subscribers).toMatchObject([{ delivered: 1, dropped: 4, pending: 4 }]);
    await release();
    expect(seen).toEqual([[1], [2, 3, 4, 5]]);
    await publish(10, 11);
    await release();
    expect(seen.at(-1)).toEqual([10, 11]);
  });

  it('keeps the newest with latest', async () => {
    const { seen, publish, release } = batches({ overflow: 'latest' });
    await publish(1, 5);
    await release();
    expect(seen).toEqual([[1], [5]]);
  });

  it('ends with an error when it falls behind, if it is told so', async () => {
    const { bus, seen, ends, publish } = batches({ capacity: 2, overflow: 'error' });
    await publish(1, 4);
    expect(seen).toEqual([[1, 2]]);
    expect(ends).toEqual([]);
    await publish(5, 5);
    expect(ends).toEqual([overflowed('batch', 2)]);
    expect(bus.observed).toBe(false);
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
  ])(
    'ends with the error if project %s: its whole batch counts as delivered',
    async (_, project) => {
      const bus = new Bus<number>();
      const log: unknown[] = [];
      bus
        .pipe(batchMapBounded(project, { maxBatch: 3 }))
        .subscribe({ error: (error: unknown) => log.push(error) });
      for (const event of [1, 2, 3, 4]) bus.publish(event);
      await turn();
      expect(log).toEqual(['failed']);
      expect(bus.stats().departed).toMatchObject({ delivered: 3, abandoned: 1 });
    },
  );

  it('cancels the batch in hand when its source fails or it is unsubscribed from', () => {
    marbles(({ hot, cold, expectObservable, expectSubscriptions }) => {
      const inner = cold('-x---');
      expectObservable(hot('(abc)#').pipe(batchMapBounded(() => inner))).toBe('-x---#');
      expectObservable(hot('(abc)-').pipe(batchMapBounded(() => inner)), '--!').toBe('-x----');
      expectSubscriptions(inner.subscriptions).toBe(['^----!', '^-!']);
    });
  });

  it('hands over what was pending at the end as its last batch', () => {
    marbles(({ hot, cold, expectObservable }) => {
      const inner = (letters: readonly string[]) => cold('----x|', { x: letters.join('') });
      const source = hot('a-bc|');
      const operator = batchMapBounded(inner);
      expectObservable(source.pipe(operator)).toBe('----a----b|', { a: 'a', b: 'bc' });
    });
  });

  it('gives each batch an array of its own, that stays as it is', async () => {
    const { seen, publish, release } = batches({});
    await publish(1, 2);
    await publish(3, 4);
    await release();
    await publish(5, 6);
    expect(seen[0]).toEqual([1, 2]);
    expect(seen[0]).not.toBe(seen[1]);
  });

  it('infers what it emits', () => {
    const bus = new Bus<{ id: number }>();
    const emits = bus.pipe(batchMapBounded(async (rows) => rows.map(({ id }) => id)));
    expectTypeOf(emits).toEqualTypeOf(of(1).pipe(toArray()));
  });
});
