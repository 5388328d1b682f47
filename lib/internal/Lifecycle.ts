import { KernelStoppedError } from '../errors.js';
import { reasonOf } from './reasonOf.js';

/** What starting and stopping consist of. Each is called once at most. */
export interface LifecycleSteps<Report> {
  readonly start: () => Promise<void>;
  /** Called also while `start` is at work, or because it `failed`: stops whatever has started. Never rejects. */
  readonly stop: (reason: string, failed: boolean) => Promise<Report>;
}

/** One start and one stop, whoever asks for them, how often and in which order. */
export class Lifecycle<Report> {
  private starting: Promise<void> | undefined;
  private stopping: Promise<Report> | undefined;
  private done = false;

  constructor(private readonly steps: LifecycleSteps<Report>) {}

  get phase(): 'new' | 'starting' | 'running' | 'stopping' {
    if (this.stopping) return 'stopping';
    if (this.done) return 'running';
    return this.starting ? 'starting' : 'new';
  }

  /** Whether a start has succeeded, also if a stop came since. */
  get started(): boolean {
    return this.done;
  }

  /** Starts, or stops again where that fails. Rejects if it was stopped before it was done, or since. */
  start(): Promise<void> {
    if (this.done && this.stopping) return Promise.reject(new KernelStoppedError());
    return (this.starting ??= this.run());
  }

  stop(reason: string): Promise<Report> {
    return (this.stopping ??= this.steps.stop(reason, false));
  }

  private async run(): Promise<void> {
    if (this.stopping) throw new KernelStoppedError();
    let failure: unknown;
    try {
      await this.steps.start();
      this.done = true;
    } catch (error) {
      failure = error;
    }
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-condition -- it may have been stopped meanwhile
    const interrupted = this.stopping !== undefined;
    if (this.done && !interrupted) return;
    await (this.stopping ??= this.steps.stop(`failed to start: ${reasonOf(failure)}`, true));
    throw interrupted ? new KernelStoppedError() : failure;
  }
}
