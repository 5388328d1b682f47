import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { setImmediate as immediate, setTimeout as timeout } from 'node:timers/promises';
import { asapScheduler, asyncScheduler, map, of, queueScheduler, Subject } from 'rxjs';
import { batchMapBounded, bounded, Bus, concatMapBounded, mergeMapBounded } from 'ron-kernel';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { turn } from './support/turn.js';

/** A game that goes on for as long as `answer` says yes. */
type Game = (answer: () => boolean) => void;

const microtask = async (work: () => void): Promise<void> => {
  await Promise.resolve();
  work();
};

const games: Record<string, Game> = {
  'a handler that answers itself': (answer) => {
    const bus = new Bus<number>();
    bus.subscribe((n) => {
      if (answer()) bus.publish(n + 1);
    });
    bus.publish(0);
  },
  'two buses whose handlers answer each other': (answer) => {
    const ping = new Bus<number>();
    const pong = new Bus<number>();
    ping.subscribe((n) => {
      if (answer()) pong.publish(n + 1);
    });
    pong.subscribe(ping.sink);
    ping.publish(0);
  },
  'handlers that answer in a microtask': (answer) => {
    const bus = new Bus<number>();
    bus.subscribe((n) => {
      if (answer()) void microtask(() => bus.publish(n + 1));
    });
    bus.publish(0);
  },
  'two buses that answer each other in microtasks': (answer) => {
    const ping = new Bus<number>();
    const pong = new Bus<number>();
    ping.subscribe((n) => {
      if (answer()) void microtask(() => pong.publish(n + 1));
    });
    pong.subscribe((n) => void microtask(() => ping.publish(n)));
    ping.publish(0);
  },
  'a hundred buses in a ring, each of which delivers little': (answer) => {
    const buses = Array.from({ length: 100 }, () => new Bus<number>());
    for (const [at, bus] of buses.entries()) {
      bus.subscribe((n) => {
        if (answer()) buses[(at + 1) % buses.length]?.publish(n + 1);
      });
    }
    buses[0]?.publish(0);
  },
  'answers through bounded()': (answer) => {
    const bus = new Bus<number>();
    bus.pipe(bounded()).subscribe((n) => {
      if (answer()) bus.publish(n + 1);
    });
    bus.publish(0);
  },
  'answers through bounded() with a ring of its own': (answer) => {
    const bus = new Bus<number>();
    const own$ = bus.pipe(map((n) => n + 1));
    own$.pipe(bounded({ scheduler: queueScheduler })).subscribe((n) => {
      if (answer()) bus.publish(n);
    });
    bus.publish(0);
  },
  'a synchronous project': (answer) => {
    const bus = new Bus<number>();
    bus.pipe(concatMapBounded((n) => of(n + 1))).subscribe((n) => {
      if (answer()) bus.publish(n);
    });
    bus.publish(0);
  },
  'an asynchronous project': (answer) => {
    const bus = new Bus<number>();
    bus.pipe(mergeMapBounded(async (n) => n + 1, { concurrency: 3 })).subscribe((n) => {
      if (answer()) bus.publish(n);
    });
    bus.publish(0);
  },
  'batches answered by bursts': (answer) => {
    const bus = new Bus<number>({ capacity: 64 });
    bus.pipe(batchMapBounded((events) => events)).subscribe((n) => {
      if (answer()) bus.publish(n + 1);
    });
    for (let n = 0; n < 64; n++) bus.publish(n);
  },
  'a loop over values': (answer) => {
    const bus = new Bus<number>();
    const loop = async (): Promise<void> => {
      for await (const n of bus.values()) {
        if (!answer()) break;
        bus.publish(n + 1);
      }
    };
    void loop();
    bus.publish(0);
  },
  'a bus with a context': (answer) => {
    const bus = new Bus<number>({ context: new AsyncLocalStorage() });
    bus.subscribe((n) => {
      if (answer()) bus.publish(n + 1);
    });
    bus.publish(0);
  },
};

/** So many answers can't all be given before the loop has turned; a game that gets there starved it. */
const TOO_MANY = 1e8;

const echo = async (): Promise<string> => {
  const server = createServer((socket) => socket.pipe(socket)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.end('echo');
  const [data] = (await once(client, 'data')) as [Buffer];
  server.close();
  return data.toString();
};

describe('an endless ping-pong', () => {
  it.each(Object.entries(games))('leaves timers, files and sockets alone: %s', async (_, play) => {
    let answers = 0;
    let over = false;
    play(() => {
      answers += 1;
      return !over && answers < TOO_MANY;
    });
    await timeout(0);
    await immediate();
    await Promise.all([echo(), readFile(new URL(import.meta.url)), timeout(3)]);
    const before = answers;
    await timeout(1);
    await immediate();
    expect(answers).toBeGreaterThan(before);
    over = true;
    await turn();
    const after = answers;
    await turn();
    expect(answers).toBe(after);
    expect(answers).toBeLessThan(TOO_MANY);
  });

  it('leaves it to the scheduler, if there is one', async () => {
    const bus = new Bus<number>({ scheduler: asapScheduler });
    const looked = vi.spyOn(performance, 'now');
    bus.subscribe((n) => {
      if (n < 2_000) bus.publish(n + 1);
    });
    bus.publish(0);
    await Promise.resolve();
    await turn();
    expect(looked).not.toHaveBeenCalled();
    const slow = new Bus<number>({ scheduler: asyncScheduler });
    slow.subscribe();
    slow.publish(1);
    await Promise.resolve();
    expect(slow.stats().subscribers[0]).toMatchObject({ delivered: 0 });
    slow.complete();
  });
});

describe('the pump and the clock', () => {
  let now = 0;
  let looks = 0;

  beforeEach(async () => {
    await turn();
    now = 0;
    looks = 0;
    vi.spyOn(performance, 'now').mockImplementation(() => {
      looks += 1;
      return now;
    });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await turn();
  });

  it.each([1, 8, 64])('looks at it every 128 deliveries to %i subscribers', async (subscribers) => {
    const bus = new Bus<number>();
    for (let n = 0; n < subscribers; n++) bus.subscribe(() => {});
    for (let n = 0; n < (128 / subscribers) * 10; n++) bus.publish(n);
    expect(looks).toBe(0);
    await Promise.resolve();
    expect(looks).toBe(10);
  });

  it('counts what readers take as well', async () => {
    const bus = new Bus<number>();
    bus.pipe(concatMapBounded((n) => of(n))).subscribe();
    for (let burst = 0; burst < 10; burst++) {
      for (let n = 0; n < 128; n++) bus.publish(n);
      await Promise.resolve();
    }
    bus.publish(0);
    await Promise.resolve();
    expect(looks).toBe(10);
  });

  it('stops after the event at hand once 4 ms are gone, and goes on when the loop has turned', async () => {
    const bus = new Bus<number>();
    const log: string[] = [];
    bus.subscribe((n) => {
      if (n === 300) now = 4;
      if (n > 316) log.push(`a:${n}`);
    });
    bus.subscribe((n) => {
      if (n > 316) log.push(`b:${n}`);
    });
    for (let n = 0; n < 400; n++) bus.publish(n);
    await Promise.resolve();
    expect(log).toEqual(['a:317', 'b:317', 'a:318', 'b:318', 'a:319', 'b:319']);
    await turn();
    expect(log).toHaveLength(2 * 83);
    expect(bus.stats().subscribers.map(({ dropped }) => dropped)).toEqual([0, 0]);
  });

  it('lets readers have what was delivered until it stopped', async () => {
    const bus = new Bus<number>();
    const read: number[] = [];
    bus.subscribe((n) => {
      if (n === 200) now = 10;
    });
    bus.pipe(concatMapBounded((n) => of(read.push(n)))).subscribe();
    for (let n = 0; n < 400; n++) bus.publish(n);
    await Promise.resolve();
    expect(read).toEqual(Array.from({ length: 256 }, (_, n) => n));
    await turn();
    expect(read).toHaveLength(400);
  });

  it('lets a reader whose work is synchronous have all it holds in one go', async () => {
    const bus = new Bus<number>();
    const gate$ = new Subject<number>();
    const seen: number[] = [];
    bus
      .pipe(concatMapBounded((n) => (n === 0 ? gate$ : of(n)), { capacity: 1_000 }))
      .subscribe((n) => {
        now += 1;
        seen.push(n);
      });
    for (let n = 0; n <= 1_000; n++) bus.publish(n);
    await Promise.resolve();
    expect(seen).toEqual([]);
    gate$.complete();
    expect(seen).toHaveLength(1_000);
  });

  it('then begins the next pump in a macrotask, too, though nothing was pending', async () => {
    const busy = new Bus<number>();
    const other = new Bus<number>();
    const log: number[] = [];
    busy.subscribe((n) => {
      if (n === 128) now = 4;
    });
    other.subscribe((n) => log.push(n));
    for (let n = 0; n < 256; n++) busy.publish(n);
    await Promise.resolve();
    expect(busy.stats().subscribers[0]).toMatchObject({ delivered: 256, pending: 0 });
    other.publish(1);
    await Promise.resolve();
    await Promise.resolve();
    expect(log).toEqual([]);
    await turn();
    expect(log).toEqual([1]);
    other.publish(2);
    await Promise.resolve();
    expect(log).toEqual([1, 2]);
  });

  it('keeps delivering in a microtask as long as the loop turns', async () => {
    const bus = new Bus<number>();
    let delivered = 0;
    bus.subscribe(() => (delivered += 1));
    for (let round = 1; round <= 20; round++) {
      for (let n = 0; n < 200; n++) bus.publish(n);
      await Promise.resolve();
      expect(delivered).toBe(round * 200);
      now += 100;
      await turn();
    }
  });
});
