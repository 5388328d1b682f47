import type { Observable, ObservableInput, ObservedValueOf, Subscription } from 'rxjs';
import type { Abandoned, Bus, BusOptions } from './bus/index.js';
import type { ConfigOf, ConfigSchema, KernelConfig, KernelConfigOptions } from './config/index.js';
import type { LiveConfig } from './config/LiveConfig.js';
import type { KernelEvent } from './events.js';
import type {
  CheckFunction,
  CheckHealth,
  CheckOptions,
  HealthReport,
  Readiness,
} from './health/index.js';
import type { Logger } from './internal/Logger.js';
import type { KernelMetrics } from './metrics/index.js';
import type {
  ChildSpec,
  ServiceContext,
  Supervisor,
  SupervisorOptions,
} from './supervision/index.js';

/** What goes over a kernel's bus: anything that says what it is. */
export interface BusEvent {
  /** What it says. */
  // The kernel's own types are spelled out so that those of others are inferred as literals too.
  readonly type: KernelEvent['type'] | (string & {});
}

/** The parts of a kernel's {@link LiveConfig} that a service may use. */
export type ServiceConfig<C extends object> = Pick<
  LiveConfig<C>,
  | 'value'
  | 'snapshot'
  | 'snapshots$'
  | 'rejections$'
  | 'failures$'
  | 'reloads$'
  | 'select'
  | 'explain'
  | 'reload'
  | 'onApply'
>;

/**
 * What a service is handed when a kernel starts it. Name the events it deals with to have its bus
 * typed, and the config of your schema to have that typed:
 * `start: ({ bus, config }: KernelContext<AppEvent, AppConfig>) => …`.
 */
export interface KernelContext<
  E extends BusEvent = BusEvent,
  C extends object = KernelConfig,
> extends ServiceContext {
  /** The kernel's bus. What the service emits is published on it by itself. */
  // A Bus is neither co- nor contravariant; the intersection fits whatever events a service names.
  readonly bus: BusEvent extends E ? Bus<E> & Bus<never> : Bus<E>;
  /** The kernel's config. */
  readonly config: ServiceConfig<C>;
  /** Where a service adds a check of what it depends on; it removes the check when it ends. */
  readonly health: Pick<KernelHealth, 'check'>;
}

/**
 * A service of a kernel: what a {@link Supervisor} knows about a child, with the kernel's context. A
 * plain object, whose misspelt options are refused as those of a {@link ChildSpec} are, or an instance
 * of a class of yours.
 */
export interface KernelService<C extends object = KernelConfig> extends Omit<ChildSpec, 'start'> {
  /** The service: called for each run. The events it emits are published on the bus. */
  readonly start: (
    context: KernelContext<BusEvent, C>,
  ) => ObservableInput<BusEvent | undefined> | PromiseLike<void>;
}

/** The events of a service: those it emits, and those it names in its context. */
export type EventsOf<S extends StartsAnything> =
  | Extract<ObservedValueOf<ReturnType<S['start']>>, BusEvent>
  | EventsNamedBy<Parameters<S['start']>[0]>;

/** Whatever may be a service. */
export interface StartsAnything {
  /** Starts it. */
  readonly start: (context: never) => ObservableInput<unknown>;
}

/** The events that a service's context names: those of its bus, unless that takes any. */
export type EventsNamedBy<Context> =
  Context extends Record<'bus', Bus<infer E>> ? (BusEvent extends E ? never : E) : never;

/** Options of {@link createKernel}. A key that is none of them is refused, here and one level below. */
export interface KernelOptions<
  S extends readonly KernelService<ConfigOf<C>>[],
  C extends ConfigSchema,
> {
  /** Where the config comes from. Default: `RONK_…` variables over defaults. */
  readonly config?: KernelConfigOptions<C>;
  /** The services, in the order they start; `dependsOn` goes first. Default none. */
  readonly services?: S;
  /** How the services are supervised together. Default: each by itself. */
  readonly supervision?: Pick<SupervisorOptions, 'strategy' | 'limit' | 'budget' | 'autoShutdown'>;
  /**
   * What the bus does with context and with handlers that throw; its capacity is in the config.
   * Log lines of a `context` whose store is a string, or has one as `corr_id`, carry it as `corr_id`.
   */
  readonly bus?: Pick<BusOptions<BusEvent>, 'context' | 'onError'>;
  /**
   * Where everything is logged. Default: lines on stdout, as `log.format` and `log.level` say, in
   * which `***` stands for secret config values. One of yours is told everything as it is.
   */
  readonly logger?: Logger;
  /**
   * Whether SIGTERM and SIGINT stop the kernel and then end the process: with exit code 0 if it
   * stopped cleanly, else 1. A second signal ends it at once, with 1. Default true.
   */
  readonly signals?: boolean;
  /**
   * Whether an error that nobody catches, thrown or rejected, is logged and stops the kernel and
   * then the process in order, with exit code 1. Node.js itself would end it on the spot. Default:
   * as `signals`.
   */
  readonly uncaught?: boolean;
}

/** How a kernel stopped. */
export interface ShutdownReport {
  /** Why it was stopped. */
  readonly reason: string;
  /** Whether everything ended by itself within `shutdown.deadline`. */
  readonly clean: boolean;
  /** The names of the services that didn't: their output is cut off, but their code may still run. */
  readonly leaked: readonly string[];
  /** The bus's subscribers that didn't have everything, and how much each still had pending. */
  readonly abandoned: readonly Abandoned[];
}

/** How a kernel is, in detail, and where it is told what to look at. */
export interface KernelHealth {
  /** What every check came to, in the order they were added. */
  readonly statuses: readonly CheckHealth[];

  /**
   * Adds a check. It runs when the services have started, or now where they have, and then every
   * `interval` until the kernel stops; `/readyz` and `readiness` tell what the last run came to.
   *
   * @param name - What it is called in `missing` or `degraded`; no other check may have it.
   * @param check - Passes unless it throws, rejects, returns `false` or takes too long.
   * @param options - When it runs and what it counts for.
   * @returns a subscription that removes it
   * @throws OptionTypeError or OptionRangeError when an argument can't work
   *
   * @example
   * ```ts
   * import { createKernel } from 'ron-kernel';
   *
   * const kernel = await createKernel({ config: { values: { log: { level: 'warn' } } } });
   * kernel.health.check('disk', () => process.memoryUsage().rss < 2 ** 40, { critical: false });
   * await kernel.start();
   * console.log(kernel.health.statuses); // [{ name: 'disk', critical: false, state: 'passing' }]
   * await kernel.stop();
   * ```
   */
  check(name: string, check: CheckFunction, options?: CheckOptions): Subscription;

  /** Every service, check and warning, one by one: what `/readyz?verbose` shows. */
  report(): HealthReport;
}

/** What remembers the last of what happened to a kernel. */
export interface KernelRecorder {
  /** Whether the config has it served at `/debug/recorder`. */
  readonly served: boolean;
  /**
   * What is remembered, as JSON: the last events with their sequence, time and publisher, the slowest
   * handlers, and the last crashes, configs and changes of readiness. `ron-kernel/testing` reads and
   * replays it.
   *
   * @param reason - said in the recording. Default `'asked for'`
   * @param last - how many events at most, the newest. Default all that are held
   */
  recording(reason?: string, last?: number): string;
}

/** A node: services under supervision, on a bus, with a config, and what says how they are. */
export interface Kernel<
  E extends BusEvent = BusEvent,
  C extends object = KernelConfig,
> extends AsyncDisposable {
  /** What services emit and what the kernel says about them. */
  readonly bus: Bus<E>;
  /** The kernel's own keys beside those of your schema. */
  readonly config: LiveConfig<C>;
  /** The services: their states, crashes, and commands such as `release`. */
  readonly supervisor: Supervisor<Pick<KernelContext<BusEvent, C>, 'bus' | 'config' | 'health'>>;
  /** Whether the node can take work, and if not, why. */
  readonly readiness: Readiness;
  /**
   * The same, then every change of it; completes when the kernel has stopped. Of more than a hundred
   * services, what changes in one turn of the event loop is told together.
   */
  readonly readiness$: Observable<Readiness>;
  /** Whether `start()` has succeeded: what `/startupz` tells. Stays true. */
  readonly started: boolean;
  /** Checks of what the node depends on, and all that its health consists of. */
  readonly health: KernelHealth;
  /** Where the kernel and its services log. */
  readonly logger: Logger;
  /** What is counted and timed. */
  readonly metrics: KernelMetrics;
  /** The flight recorder; undefined unless the config has it enabled. */
  readonly recorder: KernelRecorder | undefined;
  /** Where `/healthz`, `/startupz`, `/readyz` and `/metrics` are served, as `host:port`; undefined unless listening. */
  readonly address: string | undefined;
  /** Where the watchdog serves its `/healthz`, as `host:port`; undefined unless it runs. */
  readonly watchdogAddress: string | undefined;
  /**
   * Starts the watchdog and the server, if the config has them enabled, and the services, in order. The process then
   * stays up until the kernel is stopped.
   *
   * @returns a promise that resolves when all are ready and every check has reported, whatever it
   *   says; called again, the same promise until it is stopped
   * @throws ChildStartError when a service fails before it is ready, ListenError when an
   *   address can't be had, both after what had started was stopped; KernelStoppedError when it was
   *   stopped before, since a kernel starts once: create another
   */
  start(): Promise<void>;
  /**
   * Stops everything within `shutdown.deadline`: unready, `shutdown.drainDelay` for those who route
   * to it to notice, `kernel.shutdown` on the bus, services in reverse, then bus, config, log, server, watchdog.
   *
   * @param reason - for the log and the bus. Default `'stop() was called'`.
   * @returns a promise of how that went, which never rejects; called again, the same promise
   */
  stop(reason?: string): Promise<ShutdownReport>;
}
