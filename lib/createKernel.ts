import {
  distinctUntilChanged,
  finalize,
  interval,
  skip,
  Subject,
  Subscription,
  type Observable,
} from 'rxjs';
import { Bus } from './bus/index.js';
import type { ConfigOf, ConfigSchema, KernelConfig, kernelSchema } from './config/index.js';
import type { LiveConfig } from './config/LiveConfig.js';
import { showChange } from './config/showChange.js';
import type { KernelEvent, ServiceCrashedEvent } from './events.js';
import { healthChanges, HealthState, type Readiness } from './health/index.js';
import type { ObservabilityServer } from './http/index.js';
import { checkKernelOptions } from './internal/checkKernelOptions.js';
import { Deadline } from './internal/Deadline.js';
import { endProcess } from './internal/endProcess.js';
import { Lifecycle } from './internal/Lifecycle.js';
import type { Logger } from './internal/Logger.js';
import { macrotask } from './internal/macrotask.js';
import { onExitSignals } from './internal/onExitSignals.js';
import { MAX_DELAY } from './internal/options.js';
import { reasonOf } from './internal/reasonOf.js';
import type {
  BusEvent,
  EventsOf,
  Kernel,
  KernelContext,
  KernelOptions,
  KernelService,
  ShutdownReport,
} from './Kernel.js';
import { openLoggers, type LevelledLogger, type Loggers } from './logging/index.js';
import { KernelMetrics, LabelledTotals, restartSeconds } from './metrics/index.js';
import { childDefaults } from './supervision/childDefaults.js';
import { childStatuses } from './supervision/childStatuses.js';
import { Supervisor } from './supervision/index.js';

type AnyOptions = KernelOptions<readonly KernelService[], ConfigSchema>;
type Shared = Pick<KernelContext, 'bus' | 'config'>;

async function assemble(options: AnyOptions): Promise<unknown> {
  checkKernelOptions(options);
  const { openKernelConfig } = await import('./config/index.js');
  const crashes$ = new Subject<ServiceCrashedEvent>();
  const opened: unknown = await openKernelConfig(options.config, crashes$);
  const config = opened as LiveConfig<KernelConfig>; // whatever else the user's schema adds
  try {
    const loggers = await openLoggers(options.logger, config.value.log);
    return new KernelNode(config, crashes$, loggers, options);
  } catch (error) {
    await config.close();
    throw error;
  }
}

/** The parts of a kernel, wired together. */
class KernelNode implements Kernel {
  // eslint-disable-next-line rxjs-x/no-exposed-subjects -- a bus is there to be published to
  readonly bus: Bus<BusEvent>;
  readonly supervisor: Supervisor<Shared>;
  readonly metrics: KernelMetrics;
  readonly readiness$: Observable<Readiness>;
  readonly logger: Logger;
  private readonly ownLogger: LevelledLogger | undefined;
  private readonly health: HealthState;
  private readonly lagged = new LabelledTotals();
  private readonly reloads = new LabelledTotals([
    'applied',
    'unchanged',
    'rejected',
    'rolled-back',
  ]);
  private readonly wiring = new Subscription();
  private readonly signals: boolean;
  private readonly lifecycle = new Lifecycle<ShutdownReport>({
    start: () => this.startAll(),
    stop: (reason) => this.stopAll(reason),
  });
  private listening: Promise<ObservabilityServer> | undefined;
  private server: ObservabilityServer | undefined;

  constructor(
    readonly config: LiveConfig<KernelConfig>,
    private readonly crashes$: Subject<ServiceCrashedEvent>,
    { logger, own }: Loggers,
    options: AnyOptions,
  ) {
    const { bus, services = [], supervision, signals = true } = options;
    this.signals = signals;
    this.logger = logger;
    this.ownLogger = own;
    const { capacity } = config.value.bus;
    this.bus = new Bus<BusEvent>({ ...bus, capacity });
    // Which events a service names is known to the compiler alone.
    const shared: Shared = { bus: this.bus as Shared['bus'], config };
    this.supervisor = new Supervisor<Shared>({
      ...supervision,
      children: services,
      defaults: childDefaults(config.value.supervisor),
      context: () => shared,
      onValue: (value) => {
        // A promise that ends without an event has `undefined` for its value.
        if (value !== undefined) this.bus.publish(value as BusEvent);
      },
      logger,
    });
    this.health = new HealthState({ configLoaded: true, services: this.supervisor.children });
    this.readiness$ = this.health.readiness$;
    this.metrics = new KernelMetrics({
      bus: () => this.bus.stats(),
      lagged: () => this.lagged,
      services: () => this.supervisor.children,
      serviceStates: childStatuses,
      configVersion: () => config.snapshot.version,
      configReloads: () => this.reloads,
      ready: () => this.readiness.ready,
    });
    this.wireServices();
    this.wireConfig();
  }

  get readiness(): Readiness {
    return this.health.readiness;
  }

  get address(): string | undefined {
    return this.server?.address;
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

  private wireServices(): void {
    const { bus, health, logger, metrics, supervisor } = this;
    const { changes$, end$, incidents$ } = supervisor;
    const onBusEnd = (): void => health.update({ busOpen: false });
    this.on(bus.lag$.pipe(finalize(onBusEnd)), ({ subscriber, dropped }) =>
      this.lagged.add(subscriber, dropped),
    );
    this.on(changes$, () => health.update({ services: supervisor.children }));
    this.on(healthChanges(changes$), (event) => this.announce(event));
    this.on(restartSeconds(changes$), (seconds) => metrics.observeRestart(seconds));
    this.on(incidents$, (incident) => {
      if (incident.type !== 'crash') return;
      const { child: service, reason } = incident;
      const event = { type: 'kernel.service.crashed', service, reason } as const;
      this.announce(event);
      this.crashes$.next(event);
    });
    this.wiring.add(
      end$.subscribe({
        error: (error: unknown) => this.onEnded(`supervision gave up: ${reasonOf(error)}`, true),
        complete: () => this.onEnded('its significant services have ended', false),
      }),
    );
    const flips$ = this.readiness$.pipe(
      distinctUntilChanged((a, b) => a.ready === b.ready),
      skip(1),
    );
    this.on(flips$, ({ ready, missing }) => {
      if (ready) logger.info('ready');
      else if (!health.facts.stopping) logger.warn('unready', { missing });
    });
  }

  private wireConfig(): void {
    const { config, logger, ownLogger, supervisor } = this;
    const { failures$, rejections$, reloads$, snapshots$ } = config;
    this.on(snapshots$.pipe(skip(1)), ({ version }) => {
      this.announce({ type: 'kernel.config.updated', version });
    });
    this.on(rejections$, ({ message }) => logger.error('config rejected', { reason: message }));
    this.on(failures$, ({ message }) => logger.error('config trouble', { reason: message }));
    this.on(reloads$, (outcome) => {
      const { status, elapsed, version, pendingRestart } = outcome;
      this.reloads.add(status, 1);
      if (!('changes' in outcome)) return;
      this.metrics.observeConfigSwap(elapsed / 1_000);
      const changed = outcome.changes.map(showChange);
      logger.info('config updated', { version, status, changed, pendingRestart });
    });
    this.on(
      config.select((keys) => keys.supervisor),
      (keys) => supervisor.setDefaults(childDefaults(keys)),
    );
    if (ownLogger) {
      this.on(
        config.select(({ log }) => log),
        (log) => Object.assign(ownLogger, log),
      );
    }
  }

  private on<T>(source$: Observable<T>, next: (value: T) => void): void {
    const error = (failure: unknown): void =>
      this.logger.error('wiring failed', { error: failure });
    this.wiring.add(source$.subscribe({ next, error }));
  }

  private announce(event: KernelEvent): void {
    this.bus.publish(event);
  }

  private async startAll(): Promise<void> {
    // As a server does that listens, whatever the services have to wait for.
    this.wiring.add(interval(MAX_DELAY).subscribe());
    if (this.signals) this.wiring.add(onExitSignals((signal) => void this.end(signal, false)));
    const { enabled, address } = this.config.value.observability;
    if (enabled) {
      await this.metrics.registry();
      if (this.lifecycle.phase === 'stopping') return;
      this.listening = import('./http/index.js').then(({ startServer }) =>
        startServer(address, this),
      );
      this.server = await this.listening;
      this.logger.info('listening', { address: `http://${this.server.address}` });
    }
    if (this.lifecycle.phase === 'stopping') return;
    this.health.update({ started: true });
    await this.supervisor.start();
  }

  private async stopAll(reason: string): Promise<ShutdownReport> {
    const { bus, config, health, logger, ownLogger, supervisor } = this;
    const { deadline: time, drainDelay } = config.value.shutdown;
    const deadline = new Deadline(time);
    logger.info('stopping', { reason });
    const wasReady = health.readiness.ready;
    health.update({ stopping: true });
    if (wasReady) await deadline.wait(drainDelay);

    this.announce({ type: 'kernel.shutdown', reason });
    await new Promise<void>(macrotask); // so that services have the event before they are told to end
    const { leaked } = await supervisor.stop({ timeout: deadline.left });
    const { abandoned } = await bus.close({ timeout: deadline.left });
    await config.close();
    const clean = leaked.length === 0 && abandoned.length === 0;
    if (clean) logger.info('stopped', { reason });
    else logger.warn('stopped', { reason, leaked, abandoned });

    if (ownLogger) await deadline.done(ownLogger.close());
    const server = await this.listening?.catch(() => undefined);
    await server?.close(deadline.left);
    this.server = undefined;
    health.complete();
    this.wiring.unsubscribe();
    return { reason, clean, leaked, abandoned };
  }

  /** The supervisor has ended: by itself where nobody is starting or stopping it. */
  private onEnded(reason: string, failed: boolean): void {
    if (this.lifecycle.phase !== 'running') return;
    void (this.signals ? this.end(reason, failed) : this.stop(reason));
  }

  /** Stops, then ends the process. */
  private async end(reason: string, failed: boolean): Promise<void> {
    const starting = this.lifecycle.phase === 'starting';
    const { clean } = await this.stop(reason);
    const code = clean && !failed ? 0 : 1;
    // Before start() rejects, which would be an uncaught error in most programs.
    if (starting) process.exit(code);
    endProcess(code);
  }
}

/**
 * Makes a kernel: reads its config, checks everything it is given, and starts nothing yet.
 *
 * Its bus is typed from what the services emit, its config from the schema. A service publishes by
 * emitting; to read the bus, or config keys of its own, it names them in its context's type:
 * `start: ({ bus, config }: KernelContext<AppEvent, AppConfig>) => …`.
 *
 * From `start()` until `stop()` the process stays up, and SIGTERM and SIGINT stop the kernel and end
 * it; `signals: false` leaves these two to you.
 *
 * @param options - config, services and the rest; each has a default
 * @returns the kernel, to be started
 * @throws ConfigRejectedError when the config isn't valid; OptionTypeError, OptionRangeError or
 *   ChildSpecError when an option can't work
 *
 * @example
 * ```ts
 * import { interval, map } from 'rxjs';
 * import { createKernel, ofType } from 'ron-kernel';
 *
 * const kernel = await createKernel({
 *   config: { values: { log: { level: 'warn' } } },
 *   services: [
 *     { name: 'thermometer', start: () => interval(5).pipe(map((n) => ({ type: 'reading', celsius: 20 + n }))) },
 *   ],
 * });
 * kernel.bus.pipe(ofType('reading')).subscribe(({ celsius }) => console.log(celsius));
 * kernel.readiness$.subscribe(({ ready, missing }) => console.log(ready, missing));
 * await kernel.start();
 * await kernel.stop('the example is over');
 * ```
 */
export async function createKernel<
  const S extends readonly KernelService<ConfigOf<C>>[],
  C extends ConfigSchema = typeof kernelSchema,
>(
  options: KernelOptions<S, C> = {},
): Promise<Kernel<EventsOf<S[number]> | KernelEvent, ConfigOf<C>>> {
  const kernel = await assemble(options as AnyOptions);
  // What its events and config keys are is known to the compiler alone.
  return kernel as Kernel<EventsOf<S[number]> | KernelEvent, ConfigOf<C>>;
}
