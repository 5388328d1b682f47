import { finalize, map, of, queueScheduler, tap, throwError } from 'rxjs';
import { bounded, Bus, concatMapBounded } from 'ron-kernel';
import { describe, expect, it } from 'vitest';
import { turn } from './support/turn.js';
import { uncaughtBy, unhandledBy } from './support/unhandled.js';

const boom = (what: unknown): never => {
  throw what;
};

describe('isolation', () => {
  it('keeps a handler that throws subscribed, and takes nobody with it', async () => {
    const log: string[] = [];
    const bus = new Bus<number>({ onError: () => {} });
    bus.subscribe((event) => log.push(`before:${event}`));
    bus.subscribe((event) => boom(log.push(`thrower:${event}`)));
    bus.subscribe((event) => log.push(`after:${event}`));
    bus.pipe(concatMapBounded((event) => of(log.push(`reader:${event}`)))).subscribe();
    bus.publish(1);
    bus.publish(2);
    await turn();
    expect(log).toEqual([
      ...[1, 2].flatMap((n) => [`before:${n}`, `thrower:${n}`, `after:${n}`]),
      'reader:1',
      'reader:2',
    ]);
    expect(bus.stats().subscribers.map(({ delivered }) => delivered)).toEqual([2, 2, 2, 2]);
  });

  it('keeps the publisher from it, also on the publisher’s own stack', () => {
    const errors: unknown[] = [];
    const full = new Bus<number>({ capacity: 1, onError: (error) => errors.push(error) });
    const direct = new Bus<number>({
      scheduler: queueScheduler,
      onError: (error) => errors.push(error),
    });
    full.subscribe((event) => boom(event));
    direct.subscribe((event) => boom(event));
    full.publish(1);
    full.publish(2);
    direct.publish(3);
    expect(errors).toEqual([1, 3]);
  });

  it('survives every handler throwing at every event, and one that leaves as it throws', async () => {
    const errors: unknown[] = [];
    const bus = new Bus<number>({
      onError: (error, { subscriber, event }) => errors.push([error, subscriber, event]),
    });
    bus.subscribe(function first() {
      boom('a');
    });
    const leaver = bus.subscribe(function second() {
      leaver.unsubscribe();
      boom('b');
    });
    bus.subscribe(function third() {
      boom('c');
    });
    bus.publish(1);
    bus.publish(2);
    await turn();
    expect(errors).toEqual([
      ['a', 'first', 1],
      ['b', 'second', 1],
      ['c', 'third', 1],
      ['a', 'first', 2],
      ['c', 'third', 2],
    ]);
  });

  it('hands onError what was thrown, whatever it is, with the name and the event', async () => {
    const errors: unknown[] = [];
    const bus = new Bus<{ id: number }>({ onError: (error, at) => errors.push([error, at]) });
    const event = { id: 1 };
    bus.subscribe(function render() {
      boom(undefined);
    });
    bus.subscribe({ next: () => boom('text') });
    bus.publish(event);
    await turn();
    expect(errors).toEqual([
      [undefined, { subscriber: 'render', event }],
      ['text', { subscriber: 'subscriber-2', event }],
    ]);
  });

  it('reports what onError itself throws as unhandled, and goes on', async () => {
    const seen: number[] = [];
    const errors = await unhandledBy(async () => {
      const bus = new Bus<number>({ onError: () => boom('in onError') });
      bus.subscribe(() => boom('in the handler'));
      bus.subscribe((event) => seen.push(event));
      bus.publish(1);
      bus.publish(2);
      await turn();
    });
    expect(seen).toEqual([1, 2]);
    expect(errors).toEqual(['in onError', 'in onError']);
  });

  it('gives RxJS’s config.onUnhandledError what no onError takes', async () => {
    const error = new Error('in the handler');
    const errors = await unhandledBy(async () => {
      const bus = new Bus<number>();
      bus.subscribe(() => boom(error));
      bus.publish(1);
      await turn();
    });
    expect(errors).toEqual([error]);
  });

  it('makes it an uncaught exception if nobody takes it', async () => {
    const error = new Error('in the handler');
    const errors = await uncaughtBy(async () => {
      const bus = new Bus<number>();
      bus.subscribe(() => boom(error));
      bus.publish(1);
      await turn();
    });
    expect(errors).toEqual([error]);
  });

  it('leaves errors behind operators to RxJS: the last handler’s is unhandled, an operator’s ends its stream', async () => {
    const ends: unknown[] = [];
    const seen: number[] = [];
    const direct: unknown[] = [];
    const bus = new Bus<number>({ onError: (error) => direct.push(error) });
    const errors = await unhandledBy(async () => {
      bus.pipe(map((event) => event)).subscribe((event) => boom(`handler ${event}`));
      bus
        .pipe(tap(() => boom('operator')))
        .subscribe({ error: (error: unknown) => ends.push(error) });
      bus.subscribe((event) => seen.push(event));
      bus.publish(1);
      bus.publish(2);
      await turn();
    });
    expect(errors).toEqual(['handler 1', 'handler 2']);
    expect(ends).toEqual(['operator']);
    expect(direct).toEqual([]);
    expect(seen).toEqual([1, 2]);
    expect(bus.stats().subscribers).toHaveLength(2);
  });

  it('lets a rejected project end its own stream and no other', async () => {
    const ends: unknown[] = [];
    const seen: number[] = [];
    const bus = new Bus<number>();
    bus
      .pipe(concatMapBounded(async (event) => (event === 2 ? boom('rejected') : event)))
      .subscribe({
        next: (event) => seen.push(event),
        error: (error: unknown) => ends.push(error),
      });
    bus.pipe(concatMapBounded((event) => of(event * 10))).subscribe((event) => seen.push(event));
    for (const event of [1, 2, 3]) bus.publish(event);
    await turn();
    expect(seen.sort((a, b) => a - b)).toEqual([1, 10, 20, 30]);
    expect(ends).toEqual(['rejected']);
  });

  it('keeps what complete and error handlers throw from the others', async () => {
    const log: string[] = [];
    const errors = await unhandledBy(async () => {
      const completed = new Bus<number>();
      completed.subscribe({ complete: () => boom('in complete') });
      completed.subscribe({ complete: () => log.push('completed') });
      completed.complete();
      const failed = new Bus<number>();
      failed.subscribe({ error: () => boom('in error') });
      failed.subscribe({ error: (error: unknown) => log.push(String(error)) });
      failed.error('failed');
    });
    expect(log).toEqual(['completed', 'failed']);
    expect(errors).toEqual(['in complete', 'in error']);
  });

  it('reports the bus’s error as unhandled for a subscriber without an error handler', async () => {
    const errors = await unhandledBy(() => {
      const bus = new Bus<number>();
      bus.subscribe(() => {});
      bus.subscribe({ error: () => {} });
      bus.error('failed');
    });
    expect(errors).toEqual(['failed']);
  });

  it('keeps what listeners to losses throw from the pump', async () => {
    const seen: number[] = [];
    const errors = await unhandledBy(async () => {
      const bus = new Bus<number>({ capacity: 2 });
      bus.lag$.subscribe(() => boom('in lag$'));
      bus.pipe(bounded({ onLag: () => boom('in onLag') })).subscribe((event) => seen.push(event));
      for (let event = 0; event < 5; event++) bus.publish(event);
      await turn();
      bus.publish(5);
      await turn();
    });
    expect(seen).toEqual([3, 4, 5]);
    expect(errors).toEqual(['in lag$', 'in onLag']);
  });

  describe('a finalizer that throws', () => {
    const inFinalizer = finalize<number>(() => boom('in finalize'));

    it('when the bus completes, keeps nobody from completing', async () => {
      const log: string[] = [];
      const errors = await unhandledBy(async () => {
        const bus = new Bus<number>();
        bus.pipe(inFinalizer).subscribe();
        bus.pipe(bounded(), inFinalizer).subscribe();
        bus.subscribe({ complete: () => log.push('function') });
        bus.pipe(bounded()).subscribe({ complete: () => log.push('reader') });
        bus.publish(1);
        bus.complete();
        await turn();
      });
      expect(log).toEqual(['function', 'reader']);
      expect(errors).toHaveLength(2);
    });

    it('when the bus fails, keeps nobody from hearing of it', async () => {
      const log: string[] = [];
      const quiet = { error: () => {} };
      const errors = await unhandledBy(async () => {
        const bus = new Bus<number>();
        bus.pipe(inFinalizer).subscribe(quiet);
        bus.pipe(bounded(), inFinalizer).subscribe(quiet);
        bus.subscribe({ error: () => log.push('function') });
        bus.pipe(bounded()).subscribe({ error: () => log.push('reader') });
        bus.publish(1);
        bus.error('failed');
        await turn();
      });
      expect(log).toEqual(['reader', 'function']);
      expect(errors).toHaveLength(2);
    });

    it.each([
      ['a project that throws', () => boom('in project')],
      ['a project that fails', () => throwError(() => 'failed')],
    ])('behind %s, doesn’t stop the pump', async (_, project) => {
      const seen: number[] = [];
      await unhandledBy(async () => {
        const bus = new Bus<number>();
        bus.pipe(concatMapBounded(project), inFinalizer).subscribe({ error: () => {} });
        bus.subscribe((event) => seen.push(event));
        bus.publish(1);
        await turn();
        bus.publish(2);
        await turn();
      });
      expect(seen).toEqual([1, 2]);
    });

    it('of a reader that overflows, doesn’t stop the pump', async () => {
      const seen: number[] = [];
      await unhandledBy(async () => {
        const bus = new Bus<number>();
        bus
          .pipe(bounded({ overflow: 'error', capacity: 1 }), inFinalizer)
          .subscribe({ error: () => {} });
        bus.subscribe((event) => seen.push(event));
        bus.publish(1);
        bus.publish(2);
        await turn();
        bus.publish(3);
        await turn();
      });
      expect(seen).toEqual([1, 2, 3]);
    });
  });
});
