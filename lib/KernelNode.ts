import { interval, type Observable, type Subject } from 'rxjs';
import { Bus } from './bus/index.js';
import type { ConfigSchema, KernelConfig } from './config/index.js';
import type { LiveConfig } from './config/LiveConfig.js';
import { Endpoints } from './Endpoints.js';
import type { KernelEvent, ServiceCrashedEvent } from './events.js';
import { LagWatch, NodeHealth, type Readiness } from './health/index.js';
import { Deadline } from './internal/Deadline.js';
import { Lifecycle } from './internal/Lifecycle.js';
import type { Logger } from './internal/Logger.js';
import { macrotask } from './internal/macrotask.js';
import { MAX_DELAY } from './internal/options.js';
import { ProcessEnd } from './internal/ProcessEnd.js';
import { reasonOf } from './internal/reasonOf.js';
import { Wiring } from './internal/Wiring.js';
import type {
  BusEvent,
  Kernel,
  KernelContext,
  KernelOptions,
  KernelService,
  ShutdownReport,
} from './Kernel.js';
import type { LevelledLogger, Loggers } from './logging/index.js';
import { LabelledTotals, type LazyMetrics } from './metrics/index.js';
import { nodeMetrics } from './nodeMetrics.js';
import type { NodeRecorder } from './NodeRecorder.js';
import { pageSource } from './pageSource.js';
import { childDefaults } from './supervision/childDefaults.js';
import { Supervisor } from './supervision/index.js';
import type { Surroundings } from './Surroundings.js';
import { wireConfig } from './wireConfig.js';
import { wireServices } from './wireServices.js';

/** The options of any kernel, whatever its services and schema. */
export type AnyOptions = KernelOptions<readonly KernelService[], ConfigSchema>;
/** Milliseconds from one look at the bus's readers to the next. */
const LAG_SAMPLING = 250;

type Shared = Pick<KernelContext, 'bus' | 'config' | 'health'>;

/** The parts of a kernel, wired together. */
export class KernelNode implements Kernel {
  // eslint-disable-next-line rxjs-x/no-exposed-subjects -- a bus is there to be published to
  readonly bus: Bus<BusEvent>;
  readonly supervisor: Supervisor<Shared>;
  readonly metrics: LazyMetrics;
  readonly health: NodeHealth;
  readonly readiness$: Observable<Readiness>;
  readonly logger: Logger;
  /** Publishes what a service, or the kernel itself, has to say. */
  private readonly publish: (event: BusEvent, publisher: string) => void;
  private readonly ownLogger: LevelledLogger | undefined;
  private readonly lag = new LagWatch();
  private readonly lagged = new LabelledTotals();
  private readonly reloads = new LabelledTotals([
    'applied',
    'unchanged',
    'rejected',
    'rolled-back',
  ]);
  private readonly wiring: Wiring;
  private readonly heeds: { readonly signals: boolean; readonly uncaught: boolean };
  private readonly process: ProcessEnd;
  private readonly endpoints: Endpoints;
  private readonly lifecycle = new Lifecycle<ShutdownReport>({
    start: () => this.startAll(),
    stop: (reason, failed) => this.stopAll(reason, failed),
  });

  constructor(
    readonly config: LiveConfig<KernelConfig>,
    crashes$: Subject<ServiceCrashedEvent>,
    { logger, own }: Loggers,
    options: AnyOptions,
    surroundings: Surroundings,
    readonly recorder: NodeRecorder | undefined,
  ) {
    const { bus, services = [], supervision, signals = true, uncaught = signals } = options;
    this.heeds = { signals, uncaught };
    this.process = new ProcessEnd(surroundings.process, {
      logger,
      isStarting: () => this.lifecycle.phase === 'starting',
      onFailure: (reason) => recorder?.crashed(reason),
      stop: (reason) => this.stop(reason),
    });
    this.logger = logger;
    this.ownLogger = own;
    this.wiring = new Wiring(logger, 'wiring failed');
    const { capacity } = config.value.bus;
    this.bus = new Bus<BusEvent>({ ...bus, capacity, ...recorder?.looksOn });
    this.publish = recorder?.publisher(this.bus) ?? ((event) => void this.bus.publish(event));
    // Which events a service names is known to the compiler alone.
    const shared = { bus: this.bus as Shared['bus'], config };
    this.supervisor = new Supervisor<Shared>({
      ...supervision,
      children: services,
      defaults: childDefaults(config.value.supervisor),
      context: () => ({ ...shared, health: this.health }),
      onValue: (value, service) => {
        // A promise that ends without an event has `undefined` for its value.
        if (value !== undefined) this.publish(value as BusEvent, service);
      },
      logger,
    });
    this.health = new NodeHealth({ configLoaded: true, services: this.supervisor.children });
    this.readiness$ = this.health.state.readiness$;
    const { lag, lagged, reloads } = this;
    this.metrics = nodeMetrics(this, { lag, lagged, reloads, log: own });
    this.endpoints = new Endpoints(this, surroundings, {
      page: () => pageSource(this, this.lag),
      isStopping: () => this.lifecycle.phase === 'stopping',
      format: () => own?.format,
      warn: (...warnings) => this.health.warn('watchdog', ...warnings),
    });
    const announce = (event: KernelEvent): void => this.announce(event);
    const onEnd = (reason: string, failed: boolean): void => this.onEnded(reason, failed);
    wireServices(this.wiring, this, { announce, crashes$, lagged, onEnd });
    wireConfig(this.wiring, this, { announce, log: own, reloads });
    this.wiring.add(recorder?.watch(this));
  }

  get readiness(): Readiness {
    return this.health.state.readiness;
  }

  get started(): boolean {
    return this.lifecycle.started;
  }

  get address(): string | undefined {
    return this.endpoints.server?.address;
  }

  get watchdogAddress(): string | undefined {
    return this.endpoints.watchdog?.address;
  }

  start(): Promise<void> {
    return this.lifecycle.start();
  }

  stop(reason = 'stop() was called'): Promise<ShutdownReport> {
    return this.lifecycle.stop(reasonOf(reason));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop('disposed of');
  }

  private watchLag(): void {
    const { bus, config, health, lag } = this;
    const { lossWarning } = config.value.bus;
    health.warn('lag', ...lag.sample(performance.now(), bus.stats().subscribers, lossWarning));
  }

  private announce(event: KernelEvent): void {
    this.publish(event, 'kernel.node');
  }

  private async startAll(): Promise<void> {
    // As a server does that listens, whatever the services have to wait for.
    this.wiring.add(interval(MAX_DELAY).subscribe());
    this.wiring.on(interval(LAG_SAMPLING), () => this.watchLag());
    this.wiring.add(this.process.watch(this.heeds));
    this.wiring.add(this.recorder?.onExit());
    await this.endpoints.open();
    if (this.lifecycle.phase === 'stopping') return;
    this.health.state.update({ started: true });
    await this.supervisor.start();
    await this.health.start();
  }

  private async stopAll(reason: string, failed: boolean): Promise<ShutdownReport> {
    const { bus, config, health, logger, ownLogger, recorder, supervisor } = this;
    if (failed) recorder?.crashed(reason);
    const { deadline: time, drainDelay } = config.value.shutdown;
    const deadline = new Deadline(time);
    logger.info('stopping', { reason });
    const wasReady = this.readiness.ready;
    health.state.update({ stopping: true });
    health.stop();
    if (wasReady) await deadline.wait(drainDelay);

    this.announce({ type: 'kernel.shutdown', reason });
    await new Promise<void>(macrotask); // so that services have the event before they are told to end
    const { leaked } = await supervisor.stop({ timeout: deadline.left });
    const { abandoned } = await bus.close({ timeout: deadline.left });
    await config.close();
    const clean = leaked.length === 0 && abandoned.length === 0;
    if (!clean) recorder?.crashed(`not everything stopped in time: ${reason}`);
    if (clean) logger.info('stopped', { reason });
    else logger.warn('stopped', { reason, leaked, abandoned });

    if (ownLogger) await deadline.done(ownLogger.close());
    await this.endpoints.close(deadline.left);
    health.state.complete();
    this.wiring.unsubscribe();
    return { reason, clean, leaked, abandoned };
  }

  /** The supervisor has ended: by itself where nobody is starting or stopping it. */
  private onEnded(reason: string, failed: boolean): void {
    if (this.lifecycle.phase !== 'running') return;
    if (failed) this.recorder?.crashed(reason);
    void (this.heeds.signals ? this.process.end(reason, failed) : this.stop(reason));
  }
}
