import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import {
  MessageChannel,
  receiveMessageOnPort,
  Worker,
  type WorkerOptions,
} from 'node:worker_threads';
import { Observable } from 'rxjs';
import { ChildSpecError, StopRequest, WorkerExitError } from '../../errors.js';
import { nameOption } from '../../internal/options.js';
import { reasonOf } from '../../internal/reasonOf.js';
import type { ChildSpec } from '../ChildSpec.js';
import type { ServiceContext } from '../ServiceContext.js';
import type { ToChild, ToParent } from './control.js';
import { readLines } from './readLines.js';
import { RemoteChild, type RemoteHandle, type RemoteSpec } from './RemoteChild.js';
import { WORKER_BOOTSTRAP } from './workerBootstrap.js';

/** Options of {@link workerService}: a child's, and those of its worker. */
export interface WorkerServiceOptions extends Omit<ChildSpec, 'start' | 'readyWhen' | 'stopBy'> {
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
}

/** A worker as a child, and the way to talk to it. */
export type WorkerService<In = unknown, Out = unknown> = RemoteSpec<Out> & RemoteHandle<In, Out>;

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
 * `parentLink`; after `stopTimeout` it is terminated, and always waited for.
 *
 * In a kernel what it posts is published: name the events as `Out` (`never` for none).
 *
 * @typeParam In - what it takes
 * @typeParam Out - what it posts
 * @param options - a name, the worker's file, a restart policy
 * @returns the spec of a child, with `messages$`, `send` and `request`
 * @throws ChildSpecError when there is no such file
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
export function workerService<In = unknown, Out = unknown>(
  options: WorkerServiceOptions,
): WorkerService<In, Out> {
  const { url, worker, readyWhen = 'started', ...spec } = options;
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
        const stop = (): void => thread.stop(signal.reason);
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

/** One run of a worker, from its start to its real exit. */
class WorkerThread {
  readonly worker: Worker;
  private readonly port;
  private readonly pulse: NodeJS.Timeout | undefined;
  private stopping = false;
  private deadline: NodeJS.Timeout | undefined;

  constructor(file: URL, options: WorkerOptions, heartbeatTimeout: number | undefined) {
    const { port1, port2 } = new MessageChannel();
    this.port = port1;
    this.worker = new Worker(WORKER_BOOTSTRAP, {
      ...options,
      eval: true,
      stdout: true,
      stderr: true,
      workerData: { control: port2, url: file.href, data: options.workerData as unknown },
      transferList: [port2, ...(options.transferList ?? [])],
    });
    if (heartbeatTimeout !== undefined) {
      this.pulse = setInterval(() => this.control({ type: 'ping' }), heartbeatTimeout / 4);
    }
  }

  post(message: unknown): void {
    this.worker.postMessage(message);
  }

  control(message: ToChild): void {
    this.port.postMessage(message);
  }

  onControl(listener: (message: ToParent) => void): void {
    this.port.on('message', listener);
    this.port.unref();
    // What it said last may still be on its way when it has exited.
    this.worker.prependListener('exit', () => {
      for (;;) {
        const last = receiveMessageOnPort(this.port);
        if (last === undefined) break;
        listener(last.message as ToParent);
      }
    });
  }

  /** Told once, when nothing of it runs any more: with why it failed, if it did. */
  onExit(listener: (failure: unknown) => void): void {
    let failure: unknown;
    this.worker.on('error', (error) => (failure = error));
    this.worker.on('exit', (code) => {
      clearInterval(this.pulse);
      clearTimeout(this.deadline);
      this.port.close();
      if (failure === undefined && code !== 0 && !this.stopping)
        failure = new WorkerExitError(code);
      listener(failure);
    });
  }

  /** Asks it to end, and terminates it at the deadline. */
  stop(reason: unknown): void {
    const timeout = reason instanceof StopRequest ? reason.timeout : 0;
    this.stopping = true;
    this.control({ type: 'stop', timeout });
    this.deadline = setTimeout(() => void this.worker.terminate(), timeout);
  }
}
