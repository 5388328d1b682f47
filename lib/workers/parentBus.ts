import { isMainThread } from 'node:worker_threads';
import { WorkerConnectionError } from '../errors.js';
import { WorkerBus, type ParentBusOptions } from './WorkerBus.js';

/** A thread has one parent, and so one such bus at a time. */
let connected = false;

/**
 * The worker's end of {@link connectWorker}: a bus on which the parent's events are published, and whose
 * own are published on the parent's. It can be used at once; until the parent has connected, what goes
 * there waits, as far as `capacity` goes.
 *
 * The worker lives as long as the bus does. It completes when the parent's bus completes or the
 * connection is closed, fails when that fails, and `close()` waits until the parent has everything.
 * Call it once; after the bus has ended, it can be called again for another connection.
 *
 * @param options - what goes to the parent, and how
 * @throws OptionTypeError or OptionRangeError for a bad option
 * @throws WorkerConnectionError in the main thread, or while this thread has such a bus already
 *
 * @example
 * ```ts
 * import { isMainThread, Worker } from 'node:worker_threads';
 * import { Bus } from 'ron-kernel';
 * import { connectWorker, parentBus } from 'ron-kernel/workers';
 *
 * if (isMainThread) {
 *   const bus = new Bus<string>();
 *   bus.subscribe((line) => console.log(line)); // → hello from a worker
 *   connectWorker(bus, new Worker(new URL(import.meta.url)));
 * } else {
 *   const bus = parentBus<string>({ capacity: 256 });
 *   bus.publish('hello from a worker');
 *   await bus.close();
 * }
 * ```
 */
export function parentBus<E>(options: ParentBusOptions<E> = {}): WorkerBus<E> {
  if (isMainThread) {
    throw new WorkerConnectionError(
      'parentBus() works in a worker thread; this is the main thread, which has no parent',
    );
  }
  if (connected) {
    throw new WorkerConnectionError(
      'parentBus() was called before in this thread; use the bus it returned',
    );
  }
  const bus = new WorkerBus<E>(options, () => (connected = false));
  connected = true;
  return bus;
}
