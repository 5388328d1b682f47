import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as immediate } from 'node:timers/promises';
import { defer, map, of, queueScheduler, Subject, type Observable } from 'rxjs';
import {
  batchMapBounded,
  bounded,
  Bus,
  concatMapBounded,
  mergeMapBounded,
  type Context,
} from 'ron-kernel';
import { describe, expect, it } from 'vitest';
import { turn } from './support/turn.js';

type Request = string;

const requests = new AsyncLocalStorage<Request>();

/** Publishes each letter as its own request, all in one burst; what has no request comes between. */
function publish(bus: Bus<string>): void {
  for (const request of ['a', 'b', 'c']) {
    requests.run(request, () => bus.publish(request));
    bus.publish('-');
  }
}

const mine = ['a:a', '-:-', 'b:b', '-:-', 'c:c', '-:-'];

/** What a subscriber notes: the event, and the request it finds itself in. */
const found = (event: unknown): string => `${String(event)}:${requests.getStore() ?? '-'}`;

describe('a bus with a context', () => {
  const subscribers: Record<string, (bus: Bus<string>, log: string[]) => unknown> = {
    'a function': (bus, log) => bus.subscribe((event) => log.push(found(event))),
    'an observer': (bus, log) => bus.subscribe({ next: (event) => log.push(found(event)) }),
    'a pipe': (bus, log) => bus.pipe(map(found)).subscribe((text) => log.push(text)),
    'asObservable()': (bus, log) => bus.asObservable().subscribe((event) => log.push(found(event))),
    'bounded()': (bus, log) => bus.pipe(bounded()).subscribe((event) => log.push(found(event))),
    'bounded() on a scheduler': (bus, log) =>
      bus.pipe(bounded({ scheduler: queueScheduler })).subscribe((event) => log.push(found(event))),
    'a synchronous project': (bus, log) =>
      bus.pipe(concatMapBounded((event) => of(log.push(found(event))))).subscribe(),
    'an asynchronous project, to its last step': (bus, log) =>
      bus
        .pipe(
          concatMapBounded(async (event) => {
            await immediate();
            log.push(found(event));
          }),
        )
        .subscribe(),
    'projects side by side': (bus, log) =>
      bus
        .pipe(
          mergeMapBounded(
            async (event) => {
              await immediate();
              log.push(found(event));
            },
            { concurrency: 6 },
          ),
        )
        .subscribe(),
    'a reader that keeps the oldest': (bus, log) =>
      bus
        .pipe(
          concatMapBounded(
            async (event) => {
              await immediate();
              log.push(found(event));
            },
            { overflow: 'drop-newest' },
          ),
        )
        .subscribe(),
    'a reader with a ring of its own that reports to the bus': (bus, log) =>
      bus
        .pipe(
          map((event) => event),
          concatMapBounded(
            async (event) => {
              await immediate();
              log.push(found(event));
            },
            { bus },
          ),
        )
        .subscribe(),
  };

  it.each(Object.entries(subscribers))(
    'puts each of three interleaved requests’ events into its own, and the others into none: %s',
    async (_, subscribe) => {
      const bus = new Bus<string>({ context: requests });
      const log: string[] = [];
      subscribe(bus, log);
      publish(bus);
      for (let n = 0; n < 8; n++) await turn();
      expect(log).toEqual(mine);
      expect(requests.getStore()).toBeUndefined();
    },
  );

  it('does so for the publisher whose stack a full ring is delivered on', () => {
    const bus = new Bus<string>({ context: requests, capacity: 1 });
    const log: string[] = [];
    bus.subscribe((event) => log.push(found(event)));
    publish(bus);
    expect(log).toEqual(mine.slice(0, -1));
    requests.run('x', () => {
      bus.publish('x');
      expect(requests.getStore()).toBe('x');
    });
    expect(log).toEqual(mine);
  });

  it('does so whoever subscribed, and wherever the pump was started', async () => {
    const bus = new Bus<string>({ context: requests });
    const log: string[] = [];
    requests.run('subscriber', () => {
      bus.subscribe((event) => log.push(found(event)));
      bus.pipe(concatMapBounded((event) => of(log.push(found(event))))).subscribe();
    });
    bus.publish('-');
    requests.run('a', () => bus.publish('a'));
    await turn();
    expect(log).toEqual(['-:-', 'a:a', '-:-', 'a:a']);
  });

  it('gives what a handler publishes the request of the event it answers', async () => {
    const bus = new Bus<string>({ context: requests });
    const log: string[] = [];
    bus.subscribe((event) => {
      log.push(found(event));
      if (event.length === 1) bus.publish(`${event}!`);
    });
    bus
      .pipe(
        concatMapBounded(async (event) => {
          await immediate();
          if (event.length === 2) bus.publish(`${event}!`);
        }),
      )
      .subscribe();
    requests.run('a', () => bus.publish('a'));
    requests.run('b', () => bus.publish('b'));
    for (let n = 0; n < 8; n++) await turn();
    expect(log).toEqual(['a:a', 'b:b', 'a!:a', 'b!:b', 'a!!:a', 'b!!:b']);
  });

  it('gives a handler that throws no other’s request, and onError the handler’s', async () => {
    const log: string[] = [];
    const bus = new Bus<string>({
      context: requests,
      onError: (_, { event }) => log.push(found(event)),
    });
    bus.subscribe(() => {
      throw 'failed';
    });
    publish(bus);
    await turn();
    expect(log).toEqual(mine);
  });

  it('hands a batch over in the request of its first event', async () => {
    const bus = new Bus<string>({ context: requests });
    const log: string[] = [];
    bus
      .pipe(batchMapBounded((batch) => of(log.push(found(batch.join('')))), { maxBatch: 2 }))
      .subscribe();
    bus
      .pipe(
        batchMapBounded(
          async (batch) => {
            await immediate();
            log.push(found(batch.join('')));
          },
          { maxBatch: 3, overflow: 'drop-newest' },
        ),
      )
      .subscribe();
    publish(bus);
    for (let n = 0; n < 4; n++) await turn();
    expect(log).toEqual(['a-:a', 'b-:b', 'c-:c', 'a-b:a', '-c-:-']);
  });

  it('leaves a loop over values in the request it was begun in', async () => {
    const bus = new Bus<string>({ context: requests });
    const log: string[] = [];
    const values = bus.values();
    publish(bus);
    bus.complete();
    await requests.run('loop', async () => {
      for await (const event of values) log.push(found(event));
    });
    expect(log).toEqual(['a:loop', '-:loop', 'b:loop', '-:loop', 'c:loop', '-:loop']);
  });

  it('keeps each event with its store when some are dropped and the ring goes round', async () => {
    const bus = new Bus<number>({ context: requests, capacity: 4 });
    const log: string[] = [];
    const gate$ = new Subject<never>();
    const slow = (event: number): Observable<never> =>
      defer(() => {
        log.push(found(event));
        return event === 0 ? gate$ : [];
      });
    bus.pipe(concatMapBounded(slow, { capacity: 3 })).subscribe();
    bus.subscribe((event) => {
      if (event === 49 || event === 99) requests.run('answer', () => bus.publish(event + 1_000));
    });
    for (let event = 0; event < 100; event++) {
      requests.run(`request ${event}`, () => bus.publish(event));
    }
    await turn();
    gate$.complete();
    expect(log).toEqual(['0:request 0', '98:request 98', '99:request 99', '1099:answer']);
  });

  it('takes anything with getStore and run, and calls them for each event once', async () => {
    const calls: string[] = [];
    let current: number | undefined = 7;
    const context: Context<number> = {
      getStore: () => {
        calls.push('getStore');
        return current;
      },
      run: (store, work) => {
        calls.push(`run ${String(store)}`);
        work();
      },
    };
    const bus = new Bus<string>({ context });
    bus.publish('to nobody');
    bus.subscribe(() => {});
    bus.subscribe(() => {});
    bus.publish('a');
    current = undefined;
    bus.publish('b');
    await turn();
    expect(calls).toEqual(['getStore', 'getStore', 'run 7', 'run undefined']);
  });
});

describe('a bus without a context', () => {
  it('captures nothing: a burst is delivered as the first publisher’s', async () => {
    const bus = new Bus<string>();
    const log: string[] = [];
    bus.subscribe((event) => log.push(found(event)));
    publish(bus);
    await turn();
    expect(log).toEqual(['a:a', '-:a', 'b:a', '-:a', 'c:a', '-:a']);
  });

  it('keeps no store', async () => {
    const bus = new Bus<number>();
    const log: string[] = [];
    bus.subscribe((event) => log.push(found(event)));
    bus.publish(1);
    requests.run('a', () => bus.publish(2));
    await turn();
    expect(log).toEqual(['1:-', '2:-']);
  });
});
