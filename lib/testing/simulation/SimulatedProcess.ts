import { EventEmitter } from 'node:events';
import type { HostProcess } from '../../internal/HostProcess.js';

/** A process that gets its signals from the simulation, and is over once it was told to exit. */
export class SimulatedProcess extends EventEmitter implements HostProcess {
  exitCode: number | string | null | undefined;
  /** What it ended with, once it has. */
  exited: number | undefined;
  private failed = false;
  private signals = 0;

  exit(code?: number): void {
    this.exited ??= code ?? Number(this.exitCode ?? 0);
  }

  /** Sends it a signal; one that nobody heeds is ignored here. */
  signal(name: 'SIGTERM' | 'SIGINT'): void {
    if (this.emit(name, name)) this.signals += 1;
  }

  /** Throws an error in it that nobody catches; where nobody heeds that, nothing happens here. */
  uncaught(error: Error): void {
    if (this.emit('uncaughtException', error)) this.failed = true;
  }

  /** What it has to end with after a stop, if the stop was to end it. */
  expected(clean: boolean): number | undefined {
    if (this.signals === 0 && !this.failed) return undefined;
    return clean && !this.failed && this.signals < 2 ? 0 : 1;
  }
}
