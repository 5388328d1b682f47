import type { ChildProcess, Serializable } from 'node:child_process';
import { ProcessExitError, StopRequest } from '../../errors.js';
import { macrotask } from '../../internal/macrotask.js';
import { atExit } from './atExit.js';
import { CONTROL, type ToChild } from './control.js';
import { signalGroup } from './signalGroup.js';

/** How long output and messages may keep coming after a process and its group have ended, in milliseconds. */
const LAST_OUTPUT = 100;
/** How often to look whether anything is left of a group, in milliseconds, and how often once it is killed. */
const LOOK = 10;
const LAST_LOOKS = 10;

/** One run of a child process, from its start until it is reaped and its group is gone. */
export class RunningProcess {
  /** Whether its file uses `parentLink()`, and is told rather than signalled. */
  linked = false;
  private readonly pulse: NodeJS.Timeout | undefined;
  private deadline: NodeJS.Timeout | undefined;
  private stopping = false;
  private killed = false;
  /** Nobody would be there to end it. */
  private readonly outlived = atExit(() => this.kill());

  constructor(
    private readonly child: ChildProcess,
    private readonly stopSignal: NodeJS.Signals,
    heartbeatTimeout: number | undefined,
  ) {
    if (heartbeatTimeout !== undefined) {
      this.pulse = setInterval(() => this.control({ type: 'ping' }), heartbeatTimeout / 4);
    }
  }

  /** A process that is ending has no channel any more, as this end may yet have to learn; its exit tells the rest. */
  post(message: unknown, onLost = (): void => undefined): void {
    if (!this.child.connected) {
      onLost();
    } else {
      this.child.send(message as Serializable, (error) => {
        if (error) onLost();
      });
    }
  }

  control(message: ToChild, onLost?: () => void): void {
    this.post({ [CONTROL]: message }, onLost);
  }

  /**
   * Told once, when it has been reaped and nothing is left of its group, or it couldn't be started:
   * with why it failed, if it did.
   */
  onGone(listener: (failure: unknown) => void): void {
    const { child } = this;
    let failure: unknown;
    let open = 2;
    const gone = (): void => {
      if (--open !== 0) return;
      clearInterval(this.pulse);
      clearTimeout(this.deadline);
      this.outlived();
      listener(failure);
    };
    // Again and again where it may not be signalled, as another user's.
    child.on('error', (error) => {
      failure ??= error;
      if (child.pid !== undefined) return;
      open -= 1; // there will be no exit
      gone();
    });
    child.once('exit', (code, signal) => {
      if (code !== 0 && !this.stopping) failure = new ProcessExitError(code, signal);
      if (this.stopping) signalGroup(child.pid, this.stopSignal);
      else this.kill();
      this.onceAlone(LAST_LOOKS, () => {
        const letGo = (): void => {
          this.letGo();
          gone(); // Node.js doesn't tell that a channel is closed which was left from here
        };
        // What has come meanwhile is read first, however late it is.
        setTimeout(() => macrotask(letGo), LAST_OUTPUT).unref();
        gone();
      });
    });
    child.once('close', gone);
  }

  /** Asks it to end, then what it leaves behind, and kills at the deadline what is left of both. */
  stop(reason: unknown): void {
    const timeout = reason instanceof StopRequest ? reason.timeout : 0;
    this.stopping = true;
    const signal = (): void => void this.child.kill(this.stopSignal);
    if (this.linked) this.control({ type: 'stop', timeout }, signal);
    else signal();
    this.deadline = setTimeout(() => this.kill(), timeout);
  }

  private kill(): void {
    this.killed = true;
    if (!signalGroup(this.child.pid, 'SIGKILL')) this.child.kill('SIGKILL');
  }

  /** What was killed may still be there for a moment, and for good where nobody reaps it. */
  private onceAlone(looks: number, then: () => void): void {
    if (looks === 0 || !signalGroup(this.child.pid, 0)) then();
    else setTimeout(() => this.onceAlone(this.killed ? looks - 1 : looks, then), LOOK);
  }

  private letGo(): void {
    const { child } = this;
    child.stdout?.destroy();
    child.stderr?.destroy();
    if (child.connected) child.disconnect();
  }
}
