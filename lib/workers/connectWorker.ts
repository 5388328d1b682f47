import type { Worker } from 'node:worker_threads';
import type { Bus, CloseOptions } from '../bus/index.js';
import { WorkerConnectionError } from '../errors.js';
import { guarded } from '../internal/guarded.js';
import { onThreadGone } from '../internal/onThreadGone.js';
import { methodsOption, millisecondsOption, nameOption } from '../internal/options.js';
import type { ConnectionStats } from './ConnectionStats.js';
import { Hub } from './Hub.js';
import { Link } from './Link.js';
import { sendPlan, type SendOptions } from './Sender.js';

/** How a worker is connected to a bus. */
export interface ConnectWorkerOptions<E> extends SendOptions<E> {
  /**
   * What the worker is called in the bus's `stats()` and on its `lag$`.
   *
   * @defaultValue `worker-` and the number of its thread
   */
  readonly name?: string;
}

/** How a connection ended. */
export interface ConnectionEnd extends ConnectionStats {
  /** Why it failed; `undefined` if it didn't. */
  readonly error: unknown;
}

/** A worker's connection to a bus. */
export interface WorkerConnection {
  /**
   * Settles when it is over, and never rejects: the bus has ended, or the worker's, or the worker itself.
   * Node.js tells nobody of some workers' end, when they exit just as they are terminated; of such a one
   * it is known within a second.
   */
  readonly closed: Promise<ConnectionEnd>;
  /** The accounts of both ways, reckoned when asked for. */
  stats(): ConnectionStats;
  /**
   * Sends what is published and nothing more, waits until the worker has read it and this bus has what
   * the worker published, and completes the worker's bus. What isn't done in time is abandoned. Where the
   * worker calls `parentBus()` only then, that bus completes at once.
   *
   * @throws OptionRangeError if `timeout` is out of range
   */
  close(options?: CloseOptions): Promise<ConnectionEnd>;
}

/** How often, in ms, it is made sure that a worker is there whose end may have gone untold. */
const LOOK = 1_000;

/** Those that are connected now. */
const connected = new WeakSet<Worker>();

/** Connections that were over before their worker knew of them. */
const missed = new WeakMap<Worker, { part(): void }>();

/**
 * Connects a bus to a worker thread, through memory they share. What is published here is published on
 * the worker's {@link parentBus}, and what is published there, here; nothing goes back to where it came
 * from, though it goes to the other workers of this bus. Events are copied by a {@link Codec}. Workers
 * that are connected with the same `types`, `codec`, `capacity`, `bytes` and `overflow` share one ring, in
 * which each event is encoded and written once.
 *
 * The worker is a subscriber of the bus under its `name`: it is in `stats()` and on `lag$`, and
 * `close()` waits for it. Events published before it calls `parentBus()` wait for it, as far as
 * `capacity` goes. Publishing never waits for a worker, which may be busy, stalled or dead. When it
 * dies, what it had published is still delivered, and what it had pending is abandoned and told.
 *
 * An event that can't be encoded, or is larger than `bytes`, is dropped, counted, and an error of the
 * subscriber `workers`: see `onError` of {@link BusOptions}.
 *
 * @param bus - the bus of this thread
 * @param worker - a worker that calls `parentBus()`, now or later
 * @param options - what goes to it, and how
 * @throws OptionTypeError or OptionRangeError for a bad option
 * @throws WorkerConnectionError if the worker is connected already or has ended, or the bus has ended
 *
 * @example
 * ```ts
 * import { isMainThread, Worker } from 'node:worker_threads';
 * import { Bus, ofType } from 'ron-kernel';
 * import { connectWorker, parentBus } from 'ron-kernel/workers';
 *
 * type Job = { readonly type: 'job'; readonly n: number };
 * type Done = { readonly type: 'done'; readonly square: number };
 *
 * if (isMainThread) {
 *   const bus = new Bus<Job | Done>();
 *   const worker = new Worker(new URL(import.meta.url));
 *   const connection = connectWorker(bus, worker, { name: 'squares', types: ['job'] });
 *   bus.pipe(ofType('done')).subscribe(({ square }) => {
 *     console.log(square); // → 49
 *     void connection.close(); // the worker's bus completes, and the worker ends
 *   });
 *   bus.publish({ type: 'job', n: 7 });
 * } else {
 *   const bus = parentBus<Job | Done>();
 *   bus.pipe(ofType('job')).subscribe(({ n }) => bus.publish({ type: 'done', square: n * n }));
 * }
 * ```
 */
export function connectWorker<E>(
  bus: Bus<E>,
  worker: Worker,
  options: ConnectWorkerOptions<E> = {},
): WorkerConnection {
  const hub = Hub.of(bus);
  const plan = sendPlan(options);
  methodsOption('worker', worker, ['postMessage', 'once']);
  const { threadId } = worker;
  const peer = nameOption('name', options.name ?? `worker-${String(threadId)}`);
  refuse(peer, threadId < 0 && 'it has ended; start another');
  refuse(peer, connected.has(worker) && 'it is connected to a bus already; close that connection');
  refuse(peer, hub.broadcast.ended && 'the bus has ended');

  let timer: NodeJS.Timeout | undefined;
  let settled: (end: ConnectionEnd) => void;
  const closed = new Promise<ConnectionEnd>((resolve) => (settled = resolve));
  const outlet = hub.outlet(plan);
  const link = new Link<E>({
    side: 'parent',
    thread: threadId,
    peer,
    codec: plan.codec,
    ring: outlet.sender.ring,
    ledger: hub.broadcast.options.ledger,
    onLag: plan.onLag,
    publish: (event) => hub.arrive(event, link),
    onEnd: () => undefined,
    onOver: () => {
      clearTimeout(timer);
      connected.delete(worker);
      missed.set(worker, link);
      hub.remove(link);
      settled({ ...link.stats(), error: link.failure?.error });
    },
    onParted: () => {
      clearInterval(watch);
      worker.off('exit', mourn);
      missed.delete(worker);
    },
  });
  const mourn = guarded(() => link.mourn());
  worker.once('exit', mourn);
  const watch = onThreadGone(worker, LOOK, mourn).unref();
  missed.get(worker)?.part(); // whoever comes now is for this one
  connected.add(worker);
  hub.add(link, outlet);

  return {
    closed,
    stats: () => link.stats(),
    close({ timeout = 5_000 } = {}) {
      millisecondsOption('timeout', timeout);
      if (link.over) return closed;
      timer ??= setTimeout(() => link.abandon(), timeout);
      hub.delivered(
        () => link.over,
        () => link.drain(),
      );
      return closed;
    },
  };
}

function refuse(name: string, why: string | false): void {
  if (why !== false) throw new WorkerConnectionError(`'${name}' can't be connected: ${why}`);
}
