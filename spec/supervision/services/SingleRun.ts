import { getEventListeners } from 'node:events';
import { StopRequest, type RemoteSpec } from 'ron-kernel';
import { vi } from 'vitest';
import { memoryLogger } from '../support.js';

const patience = { timeout: 30_000, interval: 1 };

/** One run of a worker or process without a supervisor: what its context is told, and how it ends. */
export class SingleRun<Out> implements AsyncDisposable {
  readonly logger = memoryLogger();
  readonly values: Out[] = [];
  /** How often it said so. */
  readonly told = { ready: 0, heartbeat: 0 };
  /** With why it failed, or nothing. */
  readonly ended: Promise<unknown>;
  private readonly controller = new AbortController();

  constructor(service: RemoteSpec<Out>) {
    const { logger, told, values } = this;
    const values$ = service.start({
      name: service.name,
      signal: this.controller.signal,
      ready: () => void (told.ready += 1),
      heartbeat: () => void (told.heartbeat += 1),
      logger,
    });
    this.ended = new Promise((resolve) => {
      values$.subscribe({
        next: (value) => values.push(value),
        error: (error: unknown) => resolve(error ?? new Error('failed without a reason')),
        complete: () => resolve(undefined),
      });
    });
  }

  /** Whether it would notice that it is asked to end. */
  get listens(): boolean {
    return getEventListeners(this.controller.signal, 'abort').length > 0;
  }

  /** Waits until it has said so `times` times. */
  async says(what: 'ready' | 'heartbeat', times = 1): Promise<void> {
    await vi.waitUntil(() => this.told[what] >= times, patience);
  }

  /** Waits until this line is in the log. */
  async logs(message: string): Promise<void> {
    const { lines } = this.logger;
    await vi.waitUntil(() => lines.some((line) => line.message === message), patience);
  }

  /** Asks it to end within so many milliseconds: an hour leaves it to itself. */
  stop(timeout = 3_600_000): Promise<unknown> {
    this.controller.abort(new StopRequest(timeout));
    return this.ended;
  }

  /** Ends it by whatever means. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.controller.abort();
    await this.ended;
  }
}
