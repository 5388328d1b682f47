import {
  constant,
  createKernel,
  ofType,
  Supervisor,
  workerService,
  type KernelContext,
  type RunConnection,
  type SubscriberStats,
  type WorkerServiceOptions,
} from 'ron-kernel';
import { connectWorker, type ConnectionEnd, type WorkerConnection } from 'ron-kernel/workers';
import { describe, expect, it, vi } from 'vitest';
import { Journal } from '../kernel/quiet.js';

type AppEvent =
  | { readonly type: 'job' | 'done'; readonly n: number }
  | { readonly type: 'order'; readonly order: 'exit' | 'hang' }
  | { readonly type: 'hangs' };

const patience = { timeout: 30_000, interval: 1 };
const url = new URL('./fixtures/connected.js', import.meta.url);

/** A kernel with one worker that is connected to its bus, and all the connections it has had. */
async function node(options: Partial<WorkerServiceOptions> = {}) {
  const connections: WorkerConnection[] = [];
  const logger = new Journal();
  const squares = workerService<never, AppEvent, KernelContext<AppEvent>>({
    name: 'squares',
    url,
    backoff: constant({ delay: 0 }),
    ...options,
    connect: (worker, { bus, name }) => {
      const connection = connectWorker(bus, worker, { name, types: ['job', 'order'] });
      connections.push(connection);
      return connection;
    },
  });
  const config = { env: {}, reloadOn: [] } as const;
  const kernel = await createKernel({ signals: false, logger, config, services: [squares] });
  const done: number[] = [];
  let hangs = false;
  kernel.bus.pipe(ofType('done')).subscribe(({ n }) => done.push(n));
  kernel.bus.pipe(ofType('hangs')).subscribe(() => (hangs = true));
  await kernel.start();
  const generation = (): number | undefined => kernel.supervisor.children[0]?.generation;
  return { kernel, connections, done, logger, generation, hangs: () => hangs };
}

const sum = ({ delivered, dropped, abandoned, pending }: SubscriberStats): number =>
  delivered + dropped + abandoned + pending;

const ending = (connection: WorkerConnection | undefined): Promise<ConnectionEnd> =>
  connection?.closed ?? Promise.reject(new Error('never connected'));

describe('a worker that is connected as a service', () => {
  it('is connected anew after a crash, and the accounts of both runs add up', async () => {
    const { kernel, connections, done, generation } = await node();
    for (let n = 1; n <= 100; n++) kernel.bus.publish({ type: 'job', n });
    await vi.waitUntil(() => done.length === 100, patience);
    kernel.bus.publish({ type: 'order', order: 'exit' });
    for (let n = 101; n <= 120; n++) kernel.bus.publish({ type: 'job', n });
    const first = await ending(connections[0]);
    expect(first.error).toBeUndefined();
    expect(sum(first.sent)).toBe(121);
    expect(first.sent).toMatchObject({ dropped: 0, pending: 0 });
    expect(first.sent.delivered).toBeGreaterThan(100);

    await vi.waitUntil(() => generation() === 2 && kernel.supervisor.children[0]?.ready, patience);
    for (let n = 201; n <= 300; n++) kernel.bus.publish({ type: 'job', n });
    await vi.waitUntil(() => done.at(-1) === 300, patience);
    const account = { name: 'squares', capacity: 4_096, abandoned: 0, dropped: 0, pending: 0 };
    const second = connections[1]?.stats();
    expect(second?.sent).toEqual({ ...account, delivered: 100 });
    expect(done.slice(-100)).toEqual(Array.from({ length: 100 }, (_, n) => 201 + n));
    expect(done).toHaveLength(
      (first.received?.delivered ?? 0) + (second?.received?.delivered ?? 0),
    );
    expect(kernel.bus.stats().subscribers).toContainEqual(second?.sent);
    await expect(kernel.stop()).resolves.toMatchObject({ clean: true, leaked: [], abandoned: [] });
    expect(connections).toHaveLength(2);
  });

  it('has everything answered that was published before it is stopped', async () => {
    const { kernel, connections, done } = await node();
    for (let n = 1; n <= 500; n++) kernel.bus.publish({ type: 'job', n });
    await expect(kernel.stop()).resolves.toMatchObject({ clean: true, leaked: [], abandoned: [] });
    const end = await connections[0]?.closed;
    expect(end?.sent).toMatchObject({ delivered: 500, abandoned: 0, dropped: 0 });
    expect(done).toHaveLength(500);
  });

  it('is terminated at its deadline where it hangs, and what it left is told', async () => {
    const { kernel, connections, hangs } = await node({ stopTimeout: 100 });
    kernel.bus.publish({ type: 'order', order: 'hang' });
    await vi.waitUntil(hangs, patience);
    for (let n = 1; n <= 10; n++) kernel.bus.publish({ type: 'job', n });
    await expect(kernel.stop()).resolves.toMatchObject({ leaked: [] });
    const end = await connections[0]?.closed;
    expect(end?.sent).toMatchObject({ delivered: 1, abandoned: 10 });
  });
});

describe("a worker's connection", () => {
  const run = async (connect: () => RunConnection) => {
    const logger = new Journal();
    const idle = new URL('data:text/javascript,setInterval(() => {}, 1e5)');
    const children = [workerService({ name: 'idle', url: idle, connect })];
    const supervisor = new Supervisor({ logger, children });
    return { logger, supervisor };
  };

  it('that fails fails the run', async () => {
    const { supervisor } = await run(() => {
      throw new Error('no line');
    });
    await expect(supervisor.start()).rejects.toThrow('no line');
  });

  it('that can’t be closed keeps the worker from nothing, and is told', async () => {
    const { supervisor, logger } = await run(() => ({
      close: () => Promise.reject(new Error('stuck')),
    }));
    await supervisor.start();
    await expect(supervisor.stop()).resolves.toEqual({ leaked: [] });
    expect(logger.entries).toContainEqual({
      level: 'warn',
      event: 'its connection could not be closed',
      fields: { reason: 'stuck', service: 'idle' },
    });
  });

  it('is a function', () => {
    const connect = 'bus' as unknown as () => RunConnection;
    expect(() => workerService({ name: 'idle', url, connect })).toThrow(
      "connect must be a function, got 'bus'",
    );
  });
});
