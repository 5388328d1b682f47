import { endProcess, holdProcess } from './endProcess.js';
import type { HostProcess } from './HostProcess.js';
import type { Logger } from './Logger.js';
import { onExitSignals } from './onExitSignals.js';
import { onUncaught } from './onUncaught.js';
import { reasonOf } from './reasonOf.js';

/** What is to be stopped before the process ends. */
export interface Stoppable {
  readonly logger: Pick<Logger, 'error'>;
  /** Whether it is still starting. */
  readonly isStarting: () => boolean;
  /** Told of a failure before anything is stopped for it. */
  readonly onFailure: (reason: string) => void;
  readonly stop: (reason: string) => Promise<{ readonly clean: boolean }>;
}

/** Ends a process in order: what runs in it is stopped first, and the exit code says how that went. */
export class ProcessEnd {
  private failed = false;

  constructor(
    private readonly host: HostProcess,
    private readonly node: Stoppable,
  ) {}

  /**
   * Heeds signals, and errors that nobody catches, where told to.
   *
   * @returns heeds them no more
   */
  watch({ signals, uncaught }: { signals: boolean; uncaught: boolean }): () => void {
    const endings: (() => void)[] = [];
    if (signals) endings.push(onExitSignals(this.host, (signal) => void this.end(signal, false)));
    if (uncaught)
      endings.push(onUncaught(this.host, (what, error) => this.onUncaught(what, error)));
    return () => endings.forEach((end) => end());
  }

  /** Stops, then ends the process: with 0 if the stop was clean and nothing failed, else with 1. */
  async end(reason: string, failed: boolean): Promise<void> {
    if (failed) this.node.onFailure(reason);
    this.failed ||= failed; // also when what failed did so during an orderly stop
    const starting = this.node.isStarting();
    const release = holdProcess(this.host);
    const { clean } = await this.node.stop(reason).finally(release);
    const code = clean && !this.failed ? 0 : 1;
    // Before start() rejects, which would be an uncaught error in most programs.
    if (starting) this.host.exit(code);
    else endProcess(this.host, code);
  }

  private onUncaught(what: string, error: unknown): void {
    this.node.logger.error(what, { error });
    void this.end(`${what}: ${reasonOf(error)}`, true);
  }
}
