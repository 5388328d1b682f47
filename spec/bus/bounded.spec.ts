import {
  asapScheduler,
  asyncScheduler,
  finalize,
  map,
  queueScheduler,
  range,
  Subject,
  take,
  tap,
} from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { bounded, Bus, type Overflow } from 'ron-kernel';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { overflowed, readsAtItsOwnPace } from './support/readerContract.js';
import { marbles } from './support/marbles.js';
import { timerTurn, turn } from './support/turn.js';
import { unhandledBy } from './support/unhandled.js';

describe('bounded', () => {
  readsAtItsOwnPace('bounded', bounded);

  it('delivers in a microtask of its own, after the pump has served the synchronous subscribers', async () => {
    const bus = new Bus<number>();
    const log: string[] = [];
    bus.pipe(bounded()).subscribe((event) => log.push(`bounded:${event}`));
    bus.pipe(bounded()).subscribe((event) => log.push(`other:${event}`));
    bus.subscribe((event) => log.push(`sync:${event}`));
    bus.publish(1);
    bus.publish(2);
    await Promise.resolve();
    expect(log).toEqual(['sync:1', 'sync:2']);
    await Promise.resolve();
    expect(log.slice(2)).toEqual(['bounded:1', 'bounded:2', 'other:1', 'other:2']);
  });

  it('takes in that microtask what was delivered until then', async () => {
    const bus = new Bus<number>();
    const log: number[] = [];
    bus.pipe(bounded()).subscribe((event) => {
      log.push(event);
      if (event < 3) bus.publish(event + 1);
    });
    bus.publish(0);
    await turn();
    expect(log).toEqual([0, 1, 2, 3]);
  });

  it.each<[Overflow, number[]]>([
    ['drop-oldest', [7, 8, 9]],
    ['drop-newest', [0, 1, 2]],
  ])('%s holds its capacity from one pump to its own microtask', async (overflow, expected) => {
    const bus = new Bus<number>();
    const log: number[] = [];
    bus.pipe(bounded({ capacity: 3, overflow })).subscribe((event) => log.push(event));
    for (let event = 0; event < 10; event++) bus.publish(event);
    await turn();
    expect(log).toEqual(expected);
    expect(bus.stats().subscribers).toMatchObject([{ delivered: 3, dropped: 7, pending: 0 }]);
  });

  it('latest is the newest, and error ends it', async () => {
    const bus = new Bus<number>();
    const log: unknown[] = [];
    bus.pipe(bounded({ overflow: 'latest' })).subscribe((event) => log.push(event));
    bus
      .pipe(bounded({ overflow: 'error', capacity: 3, name: 'strict' }))
      .subscribe({ error: (error: unknown) => log.push(error) });
    for (let event = 0; event < 5; event++) bus.publish(event);
    await turn();
    expect(log).toEqual([overflowed('strict', 3), 4]);
  });

  it('keeps what is behind it from those before it: a handler that throws, too', async () => {
    const seen: number[] = [];
    const errors = await unhandledBy(async () => {
      const bus = new Bus<number>();
      bus.pipe(bounded()).subscribe((event) => {
        if (event === 1) throw 'thrown';
        seen.push(event);
      });
      for (const event of [0, 1, 2]) bus.publish(event);
      await turn();
    });
    expect({ seen, errors }).toEqual({ seen: [0, 2], errors: ['thrown'] });
  });

  it('doesn’t stop a synchronous source, which can’t wait for it, and counts what is lost', async () => {
    let emitted = 0;
    const log: number[] = [];
    const told: number[] = [];
    range(0, 1e6)
      .pipe(
        tap(() => (emitted += 1)),
        bounded({ capacity: 10, onLag: ({ dropped }) => told.push(dropped) }),
        take(3),
      )
      .subscribe((event) => log.push(event));
    await turn();
    expect(emitted).toBe(1e6);
    expect(log).toEqual([999_990, 999_991, 999_992]);
    expect(told.reduce((sum, dropped) => sum + dropped, 0)).toBe(999_990);
  });

  it('leaves in the midst of its delivery', async () => {
    const bus = new Bus<number>();
    const log: number[] = [];
    const subscription = bus.pipe(bounded()).subscribe((event) => {
      log.push(event);
      if (event === 2) subscription.unsubscribe();
    });
    for (const event of [1, 2, 3]) bus.publish(event);
    await turn();
    expect(log).toEqual([1, 2]);
    expect(bus.stats().departed).toEqual({
      subscribers: 1,
      delivered: 2,
      dropped: 0,
      abandoned: 1,
    });
  });

  it('delivers nothing once it has left, though a delivery was due', async () => {
    const bus = new Bus<number>();
    const log: number[] = [];
    const subscription = bus.pipe(bounded()).subscribe((event) => log.push(event));
    bus.publish(1);
    await Promise.resolve();
    subscription.unsubscribe();
    await turn();
    expect(log).toEqual([]);
  });

  it('delivers what it holds before it completes', async () => {
    const bus = new Bus<number>();
    const log: unknown[] = [];
    bus
      .pipe(
        bounded(),
        finalize(() => log.push('finalized')),
      )
      .subscribe({ next: (event) => log.push(event), complete: () => log.push('|') });
    bus.publish(1);
    bus.complete();
    await turn();
    expect(log).toEqual([1, '|', 'finalized']);
  });

  it('delivers more than a ring’s worth that its own handler publishes, as far as the rings go', async () => {
    const bus = new Bus<number>({ capacity: 4 });
    const log: number[] = [];
    bus.pipe(bounded()).subscribe((event) => {
      log.push(event);
      if (event === 0) for (let n = 100; n < 200; n++) bus.publish(n);
    });
    bus.publish(0);
    await turn();
    const { delivered, dropped, pending } = bus.stats().subscribers[0] ?? {};
    expect(log.slice(-4)).toEqual([196, 197, 198, 199]);
    expect({ pending, delivered, dropped }).toEqual({
      pending: 0,
      delivered: log.length,
      dropped: 101 - log.length,
    });
  });

  describe('with a scheduler', () => {
    it('delivers on it', async () => {
      const bus = new Bus<number>();
      const log: number[] = [];
      bus.pipe(bounded({ scheduler: asyncScheduler })).subscribe((event) => log.push(event));
      bus.publish(1);
      bus.publish(2);
      await Promise.resolve();
      await Promise.resolve();
      expect(log).toEqual([]);
      await timerTurn();
      expect(log).toEqual([1, 2]);
    });

    it('that runs at once, delivers within the pump’s visit', async () => {
      const bus = new Bus<number>();
      const log: string[] = [];
      bus
        .pipe(bounded({ scheduler: queueScheduler }))
        .subscribe((event) => log.push(`queued:${event}`));
      bus.subscribe((event) => log.push(`sync:${event}`));
      bus.publish(1);
      bus.publish(2);
      await Promise.resolve();
      expect(log).toEqual(['sync:1', 'sync:2', 'queued:1', 'queued:2']);
    });

    it('that both it and its bus run on, delivers on the publisher’s stack', () => {
      const bus = new Bus<number>({ scheduler: queueScheduler });
      const log: number[] = [];
      bus.pipe(bounded({ scheduler: queueScheduler })).subscribe((event) => log.push(event));
      bus
        .pipe(
          map((event) => event * 10),
          bounded({ scheduler: asapScheduler }),
        )
        .subscribe((event) => log.push(event));
      bus.publish(1);
      bus.publish(2);
      expect(log).toEqual([1, 2]);
    });

    it('drops what exceeds its capacity while that lets it wait', () => {
      const scheduler = new TestScheduler((actual, expected) => expect(actual).toEqual(expected));
      scheduler.run(({ hot, expectObservable }) => {
        const source$ = new Subject<string>();
        const slow = { now: () => scheduler.now(), schedule: scheduler.schedule.bind(scheduler) };
        const late: typeof slow = {
          ...slow,
          schedule: (work, _, state) => slow.schedule(work, 3, state),
        };
        hot('      abc-----e-|').subscribe(source$);
        const expected = '---(bc)----(e|)';
        const held$ = source$.pipe(bounded({ capacity: 2, scheduler: late }));
        expectObservable(held$).toBe(expected);
      });
    });
  });

  it('shows on marbles in the frame it happens', () => {
    marbles(({ hot, expectObservable }) => {
      expectObservable(hot('-a-(bcd)-|').pipe(bounded())).toBe('-a-(bcd)-|');
    });
  });

  it('keeps the type', () => {
    const bus = new Bus<{ id: number }>();
    expectTypeOf(bus.pipe(bounded())).toEqualTypeOf(bus.asObservable());
  });
});
