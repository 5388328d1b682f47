import { resolve } from 'node:path';
import type { Subscription } from 'rxjs';
import type { Bus, BusMonitor, Context } from './bus/index.js';
import type { KernelConfig } from './config/index.js';
import type { LiveConfig } from './config/LiveConfig.js';
import { corrIdOf } from './internal/correlated.js';
import type { HostProcess } from './internal/HostProcess.js';
import type { Logger } from './internal/Logger.js';
import { onFailedExit } from './internal/onFailedExit.js';
import { Wiring } from './internal/Wiring.js';
import type { BusEvent, Kernel, KernelRecorder } from './Kernel.js';
import { FlightRecorder, writeRecording } from './recorder/index.js';
import type { Supervisor } from './supervision/index.js';

/** The parts of a kernel that are recorded beside its bus. */
export interface Recorded {
  readonly config: Pick<LiveConfig<object>, 'snapshot' | 'reloads$'>;
  readonly supervisor: Pick<Supervisor, 'incidents$'>;
  readonly readiness$: Kernel['readiness$'];
}

/** What a recorder needs of the node it is in. */
export interface RecorderSurroundings {
  readonly redact: (text: string) => string;
  readonly logger: Pick<Logger, 'info' | 'error'>;
  readonly context: Context | undefined;
  /** The process whose end is watched. */
  readonly host: HostProcess;
}

/** The flight recorder of a kernel. Loaded only where the config has it enabled. */
export class NodeRecorder implements KernelRecorder {
  readonly served: boolean;
  private readonly file: string | undefined;
  private readonly recorder: FlightRecorder;
  private readonly logger: RecorderSurroundings['logger'];
  private readonly host: HostProcess;
  private hasCrashed = false;

  constructor(
    { events, bytes, file, endpoint }: KernelConfig['recorder'],
    { redact, logger, context, host }: RecorderSurroundings,
  ) {
    this.served = endpoint;
    this.file = file === '' ? undefined : resolve(file);
    this.logger = logger;
    this.host = host;
    const corrId = (): string | undefined => corrIdOf(context?.getStore());
    this.recorder = new FlightRecorder({ events, bytes, redact, corrId });
  }

  /** The option of the bus that it looks on at. */
  get looksOn(): { readonly monitor: BusMonitor<unknown> } {
    return { monitor: this.recorder };
  }

  recording(reason = 'asked for', last = Infinity): string {
    return this.recorder.recording(reason, last);
  }

  /** Publishes on `bus`, and remembers who did. */
  publisher(bus: Bus<BusEvent>): (event: BusEvent, publisher: string) => void {
    return (event, publisher) => {
      this.recorder.expect(event, publisher);
      bus.publish(event);
    };
  }

  /** Remembers what happens beside the bus from now on. */
  watch({ config, supervisor, readiness$ }: Recorded): Subscription {
    const { recorder } = this;
    const watching = new Wiring(this.logger, 'recorder failed');
    const { version } = config.snapshot;
    recorder.config({ status: 'loaded', version, changed: [], reason: null });
    watching.on(config.reloads$, (outcome) => {
      if (outcome.status === 'unchanged') return;
      const changes = 'changes' in outcome ? outcome.changes : [];
      const reason = 'error' in outcome ? outcome.error.message : null;
      const changed = changes.map(({ key }) => key);
      recorder.config({ status: outcome.status, version: outcome.version, changed, reason });
    });
    watching.on(readiness$, (readiness) => recorder.readiness(readiness));
    watching.on(supervisor.incidents$, (incident) => {
      const { type, child: service, generation, reason } = incident;
      const [decision, error] =
        incident.type === 'crash' ? [incident.decision, incident.error] : [null, undefined];
      const traced: unknown = error instanceof Error ? error.stack : undefined;
      const stack = typeof traced === 'string' ? traced : null; // some errors have a list there
      recorder.incident({ type, service, generation, reason, decision, stack });
    });
    return watching;
  }

  /**
   * Has a process that ends with a failure leave the recording, however it comes to that.
   *
   * @returns does so no more
   */
  onExit(): () => void {
    return onFailedExit(this.host, (reason) => this.crashed(reason));
  }

  /** Leaves the recording in its file, if it has one. What fails later because of it changes nothing. */
  crashed(reason: string): void {
    if (this.hasCrashed) return;
    this.hasCrashed = true;
    const { file, logger } = this;
    if (file === undefined) return;
    try {
      writeRecording(file, this.recording(reason));
      logger.info('recording written', { file, reason });
    } catch (error) {
      logger.error('recording not written', { file, error });
    }
  }
}
