import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Worker, WorkerOptions } from 'node:worker_threads';
import { Observable } from 'rxjs';
import { ChildSpecError } from '../../errors.js';
import { knownOptions, type OptionNames } from '../../internal/knownOptions.js';
import { functionOption, nameOption } from '../../internal/options.js';
import { reasonOf } from '../../internal/reasonOf.js';
import type { ChildSpec } from '../ChildSpec.js';
import { childNames } from '../optionNames.js';
import type { ServiceContext } from '../ServiceContext.js';
import { readLines } from './readLines.js';
import { RemoteChild, type RemoteHandle, type RemoteSpec } from './RemoteChild.js';
import type { RunConnection } from './RunConnection.js';
import { WorkerThread } from './WorkerThread.js';

/** Options of {@link workerService}: a child's, and those of its worker. A key that is none of them is refused. */
export interface WorkerServiceOptions<Context extends object = object> extends Omit<
  ChildSpec,
  'start' | 'readyWhen' | 'stopBy'
> {
  /** The worker's file: `new URL('./crunch.js', import.meta.url)`, or an absolute path. */
  readonly url: URL | string;
  /** What `node:worker_threads` takes: `workerData`, `env`, `execArgv`, `resourceLimits`, … */
  readonly worker?: Omit<WorkerOptions, 'eval' | 'stdin' | 'stdout' | 'stderr'>;
  /**
   * When it counts as ready: `'started'` once its file has been loaded, `'called'` when it calls
   * `parentLink().ready()`. Default `'started'`.
   */
  readonly readyWhen?: 'started' | 'called';
  /**
   * The silence in milliseconds that counts as a crash. The worker answers by itself while its event
   * loop turns, so this finds an endless loop, and the worker is replaced. Default: nothing is asked.
   */
  readonly heartbeatTimeout?: number;
  /**
   * Connects each run's worker with something, for streams between the threads: with the bus of a
   * kernel, `(worker, { name, bus }: KernelContext<AppEvent>) => connectWorker(bus, worker, { name })`.
   * Called before the worker's file is loaded; what it throws fails the run. Asked to end, what it
   * returns is closed first, with half of `stopTimeout` to take everything across. Default: nothing.
   */
  readonly connect?: (worker: Worker, context: ServiceContext & Context) => RunConnection;
}

const OPTIONS: OptionNames<WorkerServiceOptions> = {
  ...childNames,
  url: true,
  worker: true,
  readyWhen: true,
  connect: true,
};

/** A worker as a child, and the way to talk to it. */
export type WorkerService<
  In = unknown,
  Out = unknown,
  Context extends object = object,
> = RemoteSpec<Out, Context> & RemoteHandle<In, Out>;

function workerUrl(name: string, url: URL | string): URL {
  const resolved = typeof url === 'string' ? pathToFileURL(url) : url;
  if (resolved.protocol === 'file:' && !existsSync(resolved)) {
    throw new ChildSpecError(`'${name}' has no worker file at ${fileURLToPath(resolved)}`);
  }
  return resolved;
}

/**
 * A worker thread as a child. What it posts to its parent is emitted, and is in `messages$`; `send`
 * and `request` talk to it. Its `console` and output become log lines, cut at 8,192 characters.
 *
 * It fails with what it threw, with WorkerExitError when it exits with another code than 0, or with
 * Node's own error when it is out of memory. Asked to end it exits, gracefully if its file uses
 * `parentLink`; after `stopTimeout` it is terminated, and always waited for. For streams of events,
 * `connect` it to a bus: `connectWorker` of `ron-kernel/workers` bounds and accounts for both ways.
 *
 * In a kernel what it posts is published: name the events as `Out` (`never` for none).
 *
 * @typeParam In - what it takes
 * @typeParam Out - what it posts
 * @param options - a name, the worker's file, a restart policy
 * @returns the spec of a child, with `messages$`, `send` and `request`
 * @throws ChildSpecError when there is no such file
 * @throws OptionTypeError when an option is none, or of another type
 * @example
 * ```ts
 * import { Supervisor, workerService } from 'ron-kernel';
 *
 * const code = "import { parentPort } from 'node:worker_threads'; parentPort.postMessage(42)";
 * const url = new URL(`data:text/javascript,${code}`);
 * const crunch = workerService<never, number>({ name: 'crunch', url, restart: 'transient' });
 * crunch.messages$.subscribe((answer) => console.log(answer)); // → 42
 * const supervisor = new Supervisor({ children: [crunch] });
 * await supervisor.start();
 * await supervisor.stop();
 * ```
 */
export function workerService<In = unknown, Out = unknown, Context extends object = object>(
  options: WorkerServiceOptions<Context>,
): WorkerService<In, Out, Context> {
  knownOptions(options, OPTIONS);
  const { url, worker, connect, readyWhen = 'started', ...spec } = options;
  if (connect !== undefined) functionOption('connect', connect);
  const name = nameOption('name', spec.name);
  const file = workerUrl(name, url);
  const remote = new RemoteChild<In, Out>(name);
  return {
    ...spec,
    ...remote.handle,
    readyWhen: 'called',
    stopBy: 'exit',
    start: (context) =>
      new Observable((subscriber) => {
        const thread = new WorkerThread(file, worker ?? {}, spec.heartbeatTimeout);
        const { signal } = context;
        if (connect !== undefined) thread.connect(() => connect(thread.worker, context));
        const stop = (): void =>
          thread.stop(signal.reason, (error) =>
            context.logger.warn('its connection could not be closed', { reason: reasonOf(error) }),
          );
        signal.addEventListener('abort', stop);
        remote.open(thread);
        logOutput(thread.worker, context);
        thread.onControl((message) => {
          if (message.type === (readyWhen === 'called' ? 'ready' : 'loaded')) context.ready();
          remote.told(message, context);
        });
        thread.worker.on('message', (message) => {
          subscriber.next(remote.received(message));
        });
        thread.onExit((failure) => {
          signal.removeEventListener('abort', stop);
          remote.close(failure ? reasonOf(failure) : 'it has ended', failure);
          if (failure === undefined) subscriber.complete();
          else subscriber.error(failure);
        });
      }),
  };
}

function logOutput(worker: Worker, { logger }: ServiceContext): void {
  readLines(worker.stdout, (line) => logger.info(line, { stream: 'stdout' }));
  readLines(worker.stderr, (line) => logger.warn(line, { stream: 'stderr' }));
  worker.on('messageerror', (error) =>
    logger.warn('a message could not be read', { reason: reasonOf(error) }),
  );
}
