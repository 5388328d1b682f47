import { Worker } from 'node:worker_threads';
import {
  BufferOverflowError,
  Bus,
  ofType,
  OptionTypeError,
  type BusOptions,
  type LagNotice,
  type SubscriberStats,
} from 'ron-kernel';
import {
  bytesCodec,
  connectWorker,
  EventTooLargeError,
  jsonCodec,
  parentBus,
  WorkerConnectionError,
  type ConnectionStats,
  type ConnectWorkerOptions,
} from 'ron-kernel/workers';
import { afterEach, describe, expect, it, vi } from 'vitest';

interface Done {
  readonly type: 'done';
  readonly n: number;
  readonly square: number;
}
interface Order {
  readonly type: 'hang' | 'hold' | 'exit' | 'throw' | 'fail';
}
type Event =
  | { readonly type: 'job'; readonly n: number }
  | Done
  | Order
  | { readonly type: 'blob'; readonly what: unknown };

/** What a worker says when its bus has ended. */
interface Report {
  readonly error?: Error;
  readonly seen: readonly number[];
  readonly connection: ConnectionStats;
}

const url = new URL('./fixtures/peer.js', import.meta.url);
const patience = { timeout: 30_000, interval: 1 };

const workers: Worker[] = [];
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.terminate()));
});

/** A worker of peer.js, and what it says. */
function peer(workerData: object = {}) {
  const worker = new Worker(url, { workerData });
  workers.push(worker);
  worker.on('error', () => undefined);
  const messages: unknown[] = [];
  worker.on('message', (message) => messages.push(message));
  const exited = new Promise<number>((resolve) => worker.once('exit', resolve));
  const up = () => vi.waitUntil(() => messages.length > 0, patience);
  const hangs = () => vi.waitUntil(() => messages.includes('hangs'), patience);
  const report = async (): Promise<Report> => {
    await exited;
    return messages.at(-1) as Report;
  };
  return { worker, messages, exited, up, hangs, report };
}

/** A bus with one worker connected to it. */
function connected(
  options: ConnectWorkerOptions<Event> = {},
  { workerData = {}, bus: busOptions = {} } = {},
) {
  const bus = new Bus<Event>(busOptions);
  const lags: LagNotice[] = [];
  bus.lag$.subscribe((notice) => lags.push(notice));
  const done: Done[] = [];
  bus.pipe(ofType('done')).subscribe({ next: (event) => done.push(event), error: () => undefined });
  const given = peer(workerData);
  const connection = connectWorker(bus, given.worker, { name: 'squares', ...options });
  return { ...given, bus, lags, done, connection };
}

const range = (count: number): number[] => Array.from({ length: count }, (_, n) => n + 1);
const publishJobs = (bus: Bus<Event>, count: number): void => {
  for (const n of range(count)) bus.publish({ type: 'job', n });
};

const account = (over: Partial<SubscriberStats>): SubscriberStats => ({
  name: 'squares',
  capacity: 4_096,
  pending: 0,
  delivered: 0,
  dropped: 0,
  abandoned: 0,
  ...over,
});

describe('connectWorker', () => {
  it('publishes here what the worker publishes and there what is published here, and accounts for both', async () => {
    const { bus, connection, done, report, exited } = connected({ types: ['job'] });
    publishJobs(bus, 1_000);
    await vi.waitUntil(() => done.length === 1_000, patience);
    expect(done.map(({ square }) => square)).toEqual(range(1_000).map((n) => n * n));
    const sent = account({ delivered: 1_000 });
    const received = { ...sent, name: 'parent' };
    expect(connection.stats()).toEqual({ sent, received });
    expect(bus.stats().subscribers).toContainEqual(sent);
    await expect(connection.close()).resolves.toEqual({ sent, received, error: undefined });
    const { seen, connection: theirs } = await report();
    expect(seen).toEqual(expect.arrayContaining(range(1_000)));
    expect(theirs).toEqual({ sent: received, received: sent });
    await expect(exited).resolves.toBe(0);
    expect(bus.stats().subscribers).toHaveLength(1);
  });

  it('has what was published before it is closed answered yet', async () => {
    const { bus, connection, done, up } = connected({ types: ['job'] });
    await up();
    publishJobs(bus, 100);
    const end = await connection.close();
    await vi.waitUntil(() => done.length === 100, patience);
    expect(end.sent).toEqual(account({ delivered: 100 }));
    await expect(connection.close()).resolves.toBe(end);
  });

  it('keeps for a worker what is published before it is there, as far as its capacity goes', async () => {
    const { bus, connection, report } = connected({ capacity: 8, types: ['job'] });
    publishJobs(bus, 20);
    await connection.close();
    expect((await report()).seen.slice(0, 8)).toEqual(range(20).slice(12));
    expect(connection.stats().sent).toEqual(account({ capacity: 8, delivered: 8, dropped: 12 }));
  });

  it('sends what one worker publishes to the others, and never back', async () => {
    const { bus, connection, report, done } = connected({ name: 'one', types: ['job', 'done'] });
    const other = peer();
    const second = connectWorker(bus, other.worker, { name: 'other', types: ['done', 'job'] });
    await other.up();
    publishJobs(bus, 10);
    await vi.waitUntil(() => done.length === 20, patience);
    await vi.waitUntil(() => second.stats().sent.delivered === 20, patience);
    await vi.waitUntil(() => connection.stats().sent.delivered === 20, patience);
    await Promise.all([connection.close(), second.close()]);
    for (const { seen, connection: theirs } of [await report(), await other.report()]) {
      // Its own ten answers it has from itself, the other's from there; and the jobs.
      expect(seen).toHaveLength(30);
      expect(theirs.received).toMatchObject({ delivered: 20, dropped: 0, abandoned: 0 });
      expect(theirs.sent).toMatchObject({ delivered: 10, dropped: 0 });
    }
  });

  it('adds up both ways where either is flooded', async () => {
    const count = 100_000;
    const workerData = { count, options: { capacity: 64, types: ['done'] } };
    const { bus, connection, done, report, up } = connected(
      { capacity: 64, types: ['blob'] },
      { workerData },
    );
    await up();
    for (let n = 1; n <= count; n++) bus.publish({ type: 'blob', what: n });
    const { sent, received } = await connection.close({ timeout: 30_000 });
    for (const { delivered, dropped, abandoned, pending } of [sent, received ?? sent]) {
      expect({ pending, abandoned }).toEqual({ pending: 0, abandoned: 0 });
      expect(delivered + dropped).toBe(count);
    }
    await vi.waitUntil(() => done.length === (received?.delivered ?? 0), patience);
    expect(done.map(({ n }) => n)).toEqual(done.map(({ n }) => n).toSorted((a, b) => a - b));
    expect((await report()).connection).toEqual({
      sent: { ...received, name: 'parent' },
      received: { ...sent, name: 'squares' },
    });
  });

  it('is never held up by a worker that hangs, and tells what that loses', async () => {
    const { bus, connection, lags, hangs } = connected({ capacity: 16, types: ['job', 'hang'] });
    bus.publish({ type: 'hang' });
    await hangs();
    publishJobs(bus, 1_000);
    const losses = (): number => lags.reduce((sum, { dropped }) => sum + dropped, 0);
    await vi.waitUntil(() => losses() >= 984, patience);
    const lost = { name: 'squares', capacity: 16, delivered: 1, dropped: 984 };
    expect(connection.stats().sent).toEqual(account({ ...lost, pending: 16 }));
    expect(losses()).toBe(984);
    const end = await connection.close({ timeout: 1 });
    expect(end.sent).toEqual(account({ ...lost, abandoned: 16 }));
    expect(lags.at(-1)).toMatchObject({ subscriber: 'squares', abandoned: 16 });
    expect(bus.stats().departed).toMatchObject({
      delivered: 1_001 + 1,
      dropped: 984,
      abandoned: 16,
    });
  });

  it("fails at both ends with 'error' where the worker falls behind", async () => {
    const hold = new Int32Array(new SharedArrayBuffer(4));
    const { bus, connection, report, messages } = connected(
      { capacity: 4, overflow: 'error' },
      { workerData: { hold } },
    );
    bus.publish({ type: 'hold' });
    await vi.waitUntil(() => messages.includes('holds'), patience);
    publishJobs(bus, 5);
    const overflow = new BufferOverflowError('squares', 4);
    const { sent, error } = await connection.closed;
    expect(error).toEqual(overflow);
    expect(sent).toEqual(account({ capacity: 4, delivered: 1, abandoned: 4 }));
    Atomics.store(hold, 0, 1);
    Atomics.notify(hold, 0);
    const theirs = await report();
    expect(theirs.error).toMatchObject({ message: overflow.message });
    expect(theirs.connection.received).toEqual(sent);
    expect(bus.publish({ type: 'job', n: 6 })).toBe(1);
  });

  it.each([
    ['exits', 'exit'],
    ['throws', 'throw'],
  ] as const)('accounts for all that a worker left behind that %s', async (_, type) => {
    const workerData = { count: 500 };
    const { bus, connection, done, lags, exited } = connected({}, { workerData });
    bus.publish({ type });
    publishJobs(bus, 10);
    const { sent, received, error } = await connection.closed;
    await exited;
    expect(error).toBeUndefined();
    await vi.waitUntil(() => done.length === (received?.delivered ?? -1), patience);
    expect(sent.delivered + sent.abandoned).toBe(11);
    const { subscriber, abandoned } = lags.at(-1) ?? {};
    if (sent.abandoned > 0)
      expect({ subscriber, abandoned }).toEqual({
        subscriber: 'squares',
        abandoned: sent.abandoned,
      });
    expect(bus.publish({ type: 'job', n: 1 })).toBe(1);
  });

  it('delivers all that a worker had published when it was terminated', async () => {
    const { bus, worker, connection, done, hangs } = connected({}, { workerData: { count: 500 } });
    await vi.waitUntil(() => connection.stats().received?.delivered === 500, patience);
    bus.publish({ type: 'hang' });
    await hangs();
    publishJobs(bus, 10);
    await worker.terminate();
    const { sent, received } = await connection.closed;
    expect(sent).toEqual(account({ delivered: 1, abandoned: 10 }));
    expect(received).toMatchObject({ delivered: 500, dropped: 0 });
    await vi.waitUntil(() => done.length === 500, patience);
  });

  it('ends with a worker whose exit Node.js doesn’t tell', async () => {
    const { bus, worker, connection, hangs } = connected({}, { workerData: { count: 500 } });
    await vi.waitUntil(() => connection.stats().received?.delivered === 500, patience);
    bus.publish({ type: 'hang' });
    await hangs();
    publishJobs(bus, 10);
    // As with one that exits by itself just when it is terminated, now and then.
    const tell = worker.emit.bind(worker) as (event: string, ...rest: unknown[]) => boolean;
    const untold: unknown[] = [];
    const emit = (event: string, ...rest: unknown[]): boolean =>
      event === 'exit' ? untold.push(rest) < 0 : tell(event, ...rest);
    Object.assign(worker, { emit });
    void worker.terminate();
    const { sent, received, error } = await connection.closed;
    expect(sent).toEqual(account({ delivered: 1, abandoned: 10 }));
    expect(received).toMatchObject({ delivered: 500, dropped: 0 });
    expect(error).toBeUndefined();
    expect(untold).toHaveLength(1);
  });

  it('ends with the bus, which waits until the worker has what is pending', async () => {
    const { bus, report, connection } = connected({ types: ['job'] });
    publishJobs(bus, 100);
    await expect(bus.close({ timeout: 30_000 })).resolves.toEqual({ abandoned: [] });
    const { seen, connection: theirs } = await report();
    expect(seen).toHaveLength(200); // the jobs and the answers, which this bus takes no more
    expect(theirs.received).toEqual(account({ delivered: 100 }));
    expect((await connection.closed).sent).toEqual(account({ delivered: 100 }));
    expect(() => connectWorker(bus, peer().worker)).toThrow('the bus has ended');
  });

  it('names the worker among those a bus that closes has to leave behind', async () => {
    const { bus, connection, hangs } = connected({ types: ['job', 'hang'] });
    bus.publish({ type: 'hang' });
    await hangs();
    publishJobs(bus, 3);
    await expect(bus.close({ timeout: 1 })).resolves.toEqual({
      abandoned: [{ subscriber: 'squares', pending: 3 }],
    });
    await expect(connection.closed).resolves.toMatchObject({ sent: { abandoned: 3 } });
  });

  it.each([
    ['nothing', 0],
    ['something', 3],
  ])(
    'completes the bus of a worker that comes when it is over, with %s pending',
    async (_, jobs) => {
      const { bus, worker, connection, report } = connected({}, { workerData: { late: true } });
      publishJobs(bus, jobs);
      await expect(connection.close({ timeout: 1 })).resolves.toMatchObject({
        sent: { delivered: 0, abandoned: jobs },
        received: undefined,
        error: undefined,
      });
      worker.postMessage('go');
      const theirs = await report();
      expect(theirs).toMatchObject({ seen: [], connection: { received: undefined } });
      expect(theirs.error).toBeUndefined();
    },
  );

  it('fails the bus of a worker that comes when it has failed', async () => {
    const { bus, worker, report } = connected({}, { workerData: { late: true } });
    bus.error(new TypeError('no more'));
    worker.postMessage('go');
    expect((await report()).error).toMatchObject({ name: 'TypeError', message: 'no more' });
  });

  it('is for a worker that comes late, rather than the one before', async () => {
    const { bus, worker, connection, done, report } = connected({}, { workerData: { late: true } });
    await connection.close({ timeout: 1 });
    const again = connectWorker(bus, worker, { name: 'squares', types: ['job'] });
    publishJobs(bus, 3);
    worker.postMessage('go');
    await vi.waitUntil(() => done.length === 3, patience);
    await expect(again.close()).resolves.toMatchObject({ sent: account({ delivered: 3 }) });
    expect((await report()).connection.received).toMatchObject({ delivered: 3 });
  });

  it('holds on to nothing of a worker that never comes', async () => {
    const { worker, connection, exited } = connected({}, { workerData: { late: true } });
    const listening = worker.listenerCount('exit');
    await connection.close({ timeout: 1 });
    expect(worker.listenerCount('exit')).toBe(listening); // until it is known not to come
    await worker.terminate();
    await exited;
    await vi.waitUntil(() => worker.listenerCount('exit') === 0, patience);
  });

  it('keeps nothing alive where it is closed when it is over', async () => {
    const { worker, connection } = connected();
    await worker.terminate();
    const end = await connection.closed;
    const timers = (): number =>
      process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    const before = timers();
    const closing = connection.close({ timeout: 3_600_000 });
    expect(timers()).toBe(before);
    await expect(closing).resolves.toBe(end);
  });

  it('fails where the bus fails, and tells the worker why', async () => {
    const { bus, connection, report, up } = connected();
    await up();
    await vi.waitUntil(() => connection.stats().received !== undefined, patience);
    bus.error(new TypeError('no more'));
    await expect(connection.closed).resolves.toMatchObject({ error: new TypeError('no more') });
    expect((await report()).error).toMatchObject({ name: 'TypeError', message: 'no more' });
  });

  it("ends where the worker's bus fails, and leaves this one alone", async () => {
    const { bus, connection, done } = connected();
    bus.publish({ type: 'fail' });
    const { error } = await connection.closed;
    expect(error).toMatchObject({ message: 'failed on purpose' });
    bus.publish({ type: 'done', n: 1, square: 1 });
    await vi.waitUntil(() => done.length === 1, patience);
  });

  it("says what can't be sent, and counts it as dropped", async () => {
    const errors: unknown[] = [];
    const onError: BusOptions<Event>['onError'] = (error, { subscriber }) =>
      errors.push([subscriber, error]);
    const { bus, connection } = connected({ bytes: 1_024 }, { bus: { onError } });
    bus.publish({ type: 'blob', what: () => 'no function is cloned' });
    bus.publish({ type: 'blob', what: 'x'.repeat(2_000) });
    bus.publish({ type: 'job', n: 1 });
    const { sent } = await connection.close();
    expect(sent).toEqual(account({ delivered: 1, dropped: 2 }));
    expect(errors).toEqual([
      ['workers', new Error('() => "no function is cloned" could not be cloned.')],
      ['workers', expect.any(EventTooLargeError)],
    ]);
  });

  it('works where threads can only be woken by a message', async () => {
    const { waitAsync } = Atomics as { readonly waitAsync?: unknown };
    Object.assign(Atomics, { waitAsync: undefined });
    try {
      const workerData = { without: 'waitAsync' };
      const { bus, connection, done, report } = connected({ types: ['job'] }, { workerData });
      for (const n of range(20)) {
        bus.publish({ type: 'job', n });
        await vi.waitUntil(() => done.length === n, patience);
      }
      await connection.close();
      expect((await report()).connection.received).toMatchObject({ delivered: 20 });
    } finally {
      Object.assign(Atomics, { waitAsync });
    }
  });

  it('is refused by ends that speak differently', async () => {
    const { connection, report } = connected({ codec: jsonCodec() });
    const { error } = await connection.closed;
    expect(error).toMatchObject({
      message: "the parent's codec is 'json' and the worker's 'structured'; give both the same",
    });
    expect((await report()).error).toMatchObject({ message: (error as Error).message });
  });

  it('connects a worker again once its bus has ended', async () => {
    const { bus, worker, connection, up } = connected();
    await up();
    expect(() => connectWorker(bus, worker)).toThrow(
      `'worker-${String(worker.threadId)}' can't be connected: it is connected to a bus already`,
    );
    await connection.close();
    const again = connectWorker(bus, worker);
    expect(again.stats().sent.name).toBe(`worker-${String(worker.threadId)}`);
    await again.close({ timeout: 1 });
  });

  it('has one bus a worker, and none in the main thread', async () => {
    const { messages, up } = connected();
    await up();
    expect(messages[0]).toEqual({
      twice: 'parentBus() was called before in this thread; use the bus it returned',
    });
    expect(() => parentBus()).toThrow(WorkerConnectionError);
  });

  it('refuses what it can’t work with, before anything starts', async () => {
    const bus = new Bus<Event>();
    const { worker, exited } = peer();
    const connect =
      (options: object, to: unknown = bus, who: unknown = worker) =>
      () =>
        connectWorker(to as Bus<Event>, who as Worker, options);
    expect(connect({}, {})).toThrow('bus must be a Bus, got an object');
    expect(connect({}, bus, {})).toThrow(OptionTypeError);
    expect(connect({ types: 'job' })).toThrow("types must be an array of events' types, got 'job'");
    expect(connect({ codec: {} })).toThrow('codec');
    expect(connect({ capacity: 0 })).toThrow('capacity must be a whole number from 1');
    expect(connect({ name: '' })).toThrow('name');
    expect(connect({ onLag: 'loudly' })).toThrow('onLag');
    expect(bus.stats().subscribers).toEqual([]);
    await worker.terminate();
    await exited;
    expect(connect({})).toThrow('it has ended; start another');
  });
});

describe('bytesCodec', () => {
  it('takes bytes for what they are', () => {
    const bytes = Uint8Array.of(1, 2, 3);
    expect(bytesCodec.decode(bytesCodec.encode(bytes))).toBe(bytes);
  });
});

describe('jsonCodec', () => {
  const codec = jsonCodec<unknown>();

  it.each([
    [{ type: 'reading', celsius: -0.5, tags: ['ä', '☃', null] }],
    [''],
    [0],
    ['€'.repeat(40_000)],
  ])('brings back what is JSON', (event) => {
    expect(codec.decode(codec.encode(event))).toEqual(event);
  });

  it('refuses what JSON has no word for', () => {
    expect(() => codec.encode(undefined)).toThrow('JSON has no undefined');
    expect(() => codec.encode(() => 1)).toThrow('JSON has no function');
  });

  it('is told apart from others by its name, and carries events as they do', async () => {
    const workerData = { codec: 'json' };
    const { bus, connection, done } = connected(
      { codec: jsonCodec(), types: ['job'] },
      { workerData },
    );
    publishJobs(bus, 50);
    await vi.waitUntil(() => done.length === 50, patience);
    await expect(connection.close()).resolves.toMatchObject({
      sent: { delivered: 50 },
      error: undefined,
    });
  });
});
