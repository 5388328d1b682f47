import {
  MessageChannel,
  receiveMessageOnPort,
  Worker,
  type WorkerOptions,
} from 'node:worker_threads';
import { StopRequest, WorkerExitError } from '../../errors.js';
import { onThreadGone } from '../../internal/onThreadGone.js';
import type { ToChild, ToParent } from './control.js';
import type { RunConnection } from './RunConnection.js';
import { WORKER_BOOTSTRAP } from './workerBootstrap.js';

/** One run of a worker, from its start to its real exit. */
export class WorkerThread {
  readonly worker: Worker;
  private readonly port;
  private readonly pulse: NodeJS.Timeout | undefined;
  private stopping = false;
  private deadline: NodeJS.Timeout | undefined;
  private failure: unknown;
  private watch: NodeJS.Timeout | undefined;
  private exited: (code: number) => void = () => undefined;
  private connection: RunConnection | undefined;

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
    this.worker.on('error', (error) => (this.failure ??= error));
    this.exited = (code) => {
      this.exited = () => undefined;
      clearInterval(this.pulse);
      clearTimeout(this.deadline);
      clearInterval(this.watch);
      this.port.close();
      if (code !== 0 && !this.stopping) this.failure ??= new WorkerExitError(code);
      listener(this.failure);
    };
    this.worker.on('exit', (code) => this.exited(code));
  }

  /** Has its user connect it. A run that can't be connected has failed. */
  connect(connect: () => RunConnection): void {
    try {
      this.connection = connect();
    } catch (error) {
      this.failure = error;
      this.terminate();
    }
  }

  /**
   * Asks it to end, and terminates it at the deadline. Half of the time until then is for what is on its
   * way to it, and from it, to arrive.
   */
  stop(reason: unknown, onFailedClose: (error: unknown) => void): void {
    const timeout = reason instanceof StopRequest ? reason.timeout : 0;
    const until = performance.now() + timeout;
    this.stopping = true;
    this.deadline = setTimeout(() => this.terminate(), timeout);
    if (this.connection === undefined) {
      this.control({ type: 'stop', timeout });
      return;
    }
    void closed(this.connection, Math.floor(timeout / 2))
      .catch(onFailedClose)
      .then(() => {
        const left = Math.max(0, Math.floor(until - performance.now()));
        this.control({ type: 'stop', timeout: left });
      });
  }

  private terminate(): void {
    void this.worker.terminate();
    this.watch = onThreadGone(this.worker, 100, () => this.exited(1));
  }
}

async function closed(connection: RunConnection, timeout: number): Promise<void> {
  await connection.close({ timeout });
}
