import { AsyncLocalStorage } from 'node:async_hooks';
import { finalize, map, NEVER, of, Subject, take, timer, type Observable } from 'rxjs';
import {
  batchMapBounded,
  bounded,
  Bus,
  concatMapBounded,
  mergeMapBounded,
  type Overflow,
} from 'ron-kernel';
import { describe, expect, it } from 'vitest';
import { leftOf } from './support/collected.js';
import { turn, until } from './support/turn.js';

interface Parcel {
  readonly n: number;
}

const never = (): Observable<never> => NEVER;

/** Publishes `count` events nobody else knows of. */
function publish(bus: Pick<Subject<Parcel>, 'next'>, count: number): WeakRef<Parcel>[] {
  return Array.from({ length: count }, (_, n) => {
    const parcel: Parcel = { n };
    bus.next(parcel);
    return new WeakRef(parcel);
  });
}

const last = (count: number, of: number): number[] =>
  Array.from({ length: count }, (_, n) => of - count + n);

describe('what a bus keeps', () => {
  it('is nothing without a subscriber', async () => {
    const bus = new Bus<Parcel>();
    expect(await leftOf(publish(bus, 100))).toEqual([]);
    expect(bus.stats().published).toBe(100);
  });

  it('is nothing once all have read it', async () => {
    const bus = new Bus<Parcel>({ capacity: 16 });
    bus.subscribe(() => {});
    bus.pipe(map(({ n }) => n)).subscribe();
    bus.pipe(bounded()).subscribe();
    bus.pipe(concatMapBounded(({ n }) => of(n))).subscribe();
    bus.pipe(mergeMapBounded(async ({ n }) => n, { concurrency: 2 })).subscribe();
    bus.pipe(batchMapBounded((batch) => of(batch.length))).subscribe();
    const values = bus.values();
    // A suspended `for await` keeps the last value itself, so the asking is done by hand.
    const ask = (): void => void values.next().then(ask);
    ask();
    await turn();
    const parcels = publish(bus, 16);
    await turn();
    await until(() => bus.stats().subscribers.every(({ pending }) => pending === 0));
    expect(await leftOf(parcels)).toEqual([]);
    expect(bus.observed).toBe(true);
  });

  it('is nothing of an event that is being worked on, but what the work itself keeps', async () => {
    const bus = new Bus<Parcel>();
    bus.pipe(concatMapBounded(never)).subscribe();
    const parcels = publish(bus, 1);
    await turn();
    expect(await leftOf(parcels)).toEqual([]);
    expect(bus.stats().subscribers[0]).toMatchObject({ delivered: 1, pending: 0 });
  });

  it.each<[Overflow, number[]]>([
    ['drop-oldest', last(3, 40)],
    ['latest', [39]],
    ['drop-newest', [1, 2, 3]],
  ])('for a reader that is stalled is no more than its capacity: %s', async (overflow, held) => {
    const bus = new Bus<Parcel>({ capacity: 8 });
    bus.subscribe(() => {});
    bus
      .pipe(concatMapBounded(never, { overflow, ...(overflow !== 'latest' && { capacity: 3 }) }))
      .subscribe();
    const parcels = publish(bus, 40);
    await turn();
    expect(await leftOf(parcels)).toEqual(held);
  });

  it('for a stalled reader with a ring of its own is no more either', async () => {
    const bus = new Bus<Parcel>({ capacity: 8 });
    bus
      .pipe(
        map((parcel) => parcel),
        concatMapBounded(never, { capacity: 3, bus }),
      )
      .subscribe();
    const parcels = publish(bus, 40);
    await turn();
    expect(await leftOf(parcels)).toEqual(last(3, 40));
  });

  it('for one stalled reader among many that read on is that one’s, until it reads on', async () => {
    const bus = new Bus<Parcel>({ capacity: 8 });
    const gate$ = new Subject<void>();
    for (let n = 0; n < 5; n++) bus.pipe(concatMapBounded(() => of(n))).subscribe();
    bus.pipe(concatMapBounded(() => gate$.pipe(take(1)), { capacity: 4 })).subscribe();
    for (let n = 0; n < 5; n++) bus.pipe(concatMapBounded(() => of(n))).subscribe();
    const parcels = publish(bus, 5);
    await turn();
    expect(await leftOf(parcels)).toEqual([1, 2, 3, 4]);
    gate$.next();
    await turn();
    expect(await leftOf(parcels)).toEqual([2, 3, 4]);
    gate$.next();
    gate$.next();
    gate$.next();
    await turn();
    expect(await leftOf(parcels)).toEqual([]);
  });

  it('is nothing of what its own handlers made it drop', async () => {
    const bus = new Bus<Parcel>({ capacity: 4 });
    let parcels: WeakRef<Parcel>[] = [];
    bus.subscribe(({ n }) => {
      if (n === 0 && parcels.length === 0) parcels = publish(bus, 100);
    });
    bus.pipe(concatMapBounded(never)).subscribe();
    publish(bus, 1);
    await turn();
    expect(parcels).toHaveLength(100);
    expect(await leftOf(parcels)).toEqual(last(4, 100));
  });

  it('is nothing for one who has left, in whatever way', async () => {
    const leave: readonly ((bus: Bus<Parcel>) => void)[] = [
      (bus) => {
        const subscription = bus.pipe(concatMapBounded(never)).subscribe();
        queueMicrotask(() => subscription.unsubscribe());
      },
      (bus) => bus.pipe(bounded({ capacity: 1, overflow: 'error' })).subscribe({ error: () => {} }),
      (bus) => {
        const values = bus.values();
        queueMicrotask(() => void values.return?.());
      },
      (bus) => {
        bus
          .pipe(concatMapBounded(never, { overflow: 'drop-newest' }))
          .subscribe({ error: () => {} });
        queueMicrotask(() => bus.error('failed'));
        bus.subscribe({ error: () => {} });
      },
      (bus) => {
        const subscription = bus.subscribe(() => {});
        subscription.unsubscribe();
      },
    ];
    for (const way of leave) {
      const bus = new Bus<Parcel>();
      way(bus);
      const parcels = publish(bus, 10);
      await turn();
      expect(await leftOf(parcels)).toEqual([]);
      expect(bus.observed).toBe(false);
    }
  });

  it('is nothing for an iterator that has left and is still held', async () => {
    const bus = new Bus<Parcel>();
    bus.subscribe(() => {});
    const values = bus.values({ overflow: 'drop-newest', capacity: 8 });
    const parcels = publish(bus, 10);
    await turn();
    expect(await leftOf(parcels)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    await values.return?.();
    expect(await leftOf(parcels)).toEqual([]);
    await expect(values.next()).resolves.toMatchObject({ done: true });
  });

  it('is nothing after the end, timed out or not', async () => {
    const bus = new Bus<Parcel>();
    bus.pipe(concatMapBounded(never)).subscribe();
    bus.values();
    bus.subscribe(() => {});
    const parcels = publish(bus, 10);
    const { abandoned } = await bus.close({ timeout: 0 });
    expect(abandoned).toHaveLength(2);
    parcels.push(...publish(bus, 10));
    expect(await leftOf(parcels)).toEqual([]);
  });

  it('with a context, is no store either', async () => {
    const context = new AsyncLocalStorage<object>();
    const bus = new Bus<number>({ context, capacity: 8 });
    bus.subscribe(() => {});
    bus.pipe(concatMapBounded(never, { capacity: 2 })).subscribe();
    bus.pipe(concatMapBounded(never, { capacity: 2, overflow: 'drop-newest' })).subscribe();
    const stores = Array.from({ length: 20 }, (_, n) => {
      const store = { n };
      context.run(store, () => bus.publish(n));
      return new WeakRef(store);
    });
    await turn();
    // The first is the context of the work in hand, which goes on.
    expect((await leftOf(stores)).filter((n) => n > 0)).toEqual([1, 2, 18, 19]);
  });

  it('is not a subscriber’s handler once that has left', async () => {
    const bus = new Bus<number>();
    bus.subscribe(() => {});
    const come = (): WeakRef<object>[] => {
      const handler = (): void => {};
      const project = (): Observable<never> => NEVER;
      const subscriptions = [
        bus.subscribe(handler),
        bus.pipe(concatMapBounded(project)).subscribe(),
        bus.pipe(map(handler)).subscribe(),
      ];
      for (const subscription of subscriptions) subscription.unsubscribe();
      return [new WeakRef(handler), new WeakRef(project)];
    };
    const handlers = come();
    bus.publish(1);
    await turn();
    expect(await leftOf(handlers)).toEqual([]);
  });

  it('is not the handler of one that left as it was called, after the next event', async () => {
    const bus = new Bus<number>();
    const come = (): WeakRef<object> => {
      const handler = (): void => subscription.unsubscribe();
      const subscription = bus.subscribe(handler);
      return new WeakRef(handler);
    };
    for (let n = 0; n < 5; n++) bus.subscribe(() => {});
    const handlers = [come()];
    bus.publish(1);
    bus.publish(2);
    await turn();
    expect(await leftOf(handlers)).toEqual([]);
  });
});

describe('what operators keep', () => {
  it('doesn’t grow with the work they have done', async () => {
    const bus = new Bus<number>({ capacity: 64 });
    let inners = 0;
    const refs: WeakRef<object>[] = [];
    const work = (n: number): Observable<number> => {
      const inner$ = (n % 2 === 0 ? of(n) : timer(0)).pipe(finalize(() => (inners += 1)));
      refs.push(new WeakRef(inner$));
      return inner$;
    };
    bus.pipe(mergeMapBounded(work, { concurrency: 64 })).subscribe();
    while (inners < 10_000) {
      for (let n = 0; n < 64; n++) bus.publish(n);
      const before = inners;
      await until(() => inners >= before + 64);
    }
    // What of it is left hangs on the last work done alone.
    expect((await leftOf(refs)).length).toBeLessThan(3);
  });

  it('doesn’t grow by a teardown per inner observable', async () => {
    const bus = new Bus<number>();
    bus.pipe(concatMapBounded((n) => of(n))).subscribe();
    bus
      .pipe(
        map((n) => n),
        batchMapBounded(([n]) => of(n), { maxBatch: 1 }),
      )
      .subscribe();
    const heapAfter = async (count: number): Promise<number> => {
      for (let n = 0; n < count; n++) bus.publish(n);
      await until(() => bus.stats().subscribers[0]?.pending === 0);
      await leftOf([]);
      return process.memoryUsage().heapUsed;
    };
    const before = await heapAfter(10_000);
    const growth = (await heapAfter(100_000)) - before;
    expect(growth / 100_000).toBeLessThan(10);
  });

  it('is no abort listener, whatever came through', async () => {
    const bus = new Bus<Parcel>();
    const controller = new AbortController();
    const come = (): WeakRef<object> => {
      const values = bus.values({ signal: controller.signal });
      void values.return?.();
      return new WeakRef(values);
    };
    expect(await leftOf(Array.from({ length: 10 }, come))).toEqual([]);
    expect(controller.signal.aborted).toBe(false);
  });
});
