import type { ChildProcess, Serializable } from 'node:child_process';
import { ProcessExitError, StopRequest } from '../../errors.js';
import { CONTROL, type ToChild } from './control.js';

/** How long output may keep coming after a process has ended, through what it started itself. */
const LAST_OUTPUT = 100;

/** One run of a child process, from its start until it is reaped. */
export class RunningProcess {
  /** Whether its file uses `parentLink()`, and is told rather than signalled. */
  linked = false;
  private readonly pulse: NodeJS.Timeout | undefined;
  private deadline: NodeJS.Timeout | undefined;
  private stopping = false;

  constructor(
    private readonly child: ChildProcess,
    private readonly stopSignal: NodeJS.Signals,
    heartbeatTimeout: number | undefined,
  ) {
    if (heartbeatTimeout !== undefined) {
      this.pulse = setInterval(() => this.control({ type: 'ping' }), heartbeatTimeout / 4);
    }
  }

  post(message: unknown): void {
    // A process that is ending has no channel any more; its exit tells the rest.
    if (this.child.connected) this.child.send(message as Serializable, () => undefined);
  }

  control(message: ToChild): void {
    this.post({ [CONTROL]: message });
  }

  /** Told once, when it has been reaped or couldn't be started: with why it failed, if it did. */
  onGone(listener: (failure: unknown) => void): void {
    let failure: unknown;
    const gone = (): void => {
      clearInterval(this.pulse);
      clearTimeout(this.deadline);
      listener(failure);
    };
    this.child.once('error', (error) => {
      failure ??= error;
      if (this.child.pid === undefined) gone();
    });
    this.child.once('exit', (code, signal) => {
      if (code !== 0 && !this.stopping) failure = new ProcessExitError(code, signal);
      setTimeout(() => this.letGo(), LAST_OUTPUT).unref();
    });
    this.child.once('close', gone);
  }

  /** Asks it to end, and kills it at the deadline. */
  stop(reason: unknown): void {
    const timeout = reason instanceof StopRequest ? reason.timeout : 0;
    this.stopping = true;
    if (this.linked && this.child.connected) this.control({ type: 'stop', timeout });
    else this.child.kill(this.stopSignal);
    this.deadline = setTimeout(() => this.child.kill('SIGKILL'), timeout);
  }

  private letGo(): void {
    this.child.stdout?.destroy();
    this.child.stderr?.destroy();
  }
}
