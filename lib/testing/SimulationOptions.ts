import type { ConfigOf, ConfigSchema, KernelConfigOptions } from '../config/index.js';
import type { BusEvent, Kernel, KernelOptions, KernelService } from '../Kernel.js';

/**
 * What a simulation does to a node.
 *
 * - `crash`, `complete`: a run of a service ends by itself; a promise's can't be made to
 * - `hang`: it emits nothing and misses its heartbeats, or goes on
 * - `ignore-stop`: it takes longer to end than it is given, or for ever
 * - `slow-start`: it is ready late or never; counted per run, not per step
 * - `burst`: up to three times the bus's capacity in events, at once
 * - `subscribe`, `leave`, `stall`: subscribers of every kind come, go, stop reading and read on
 * - `edit`, `reload`, `watch`: the config changes, for good or bad, and more subscribers see it
 * - `release`, `restart`, `halt`: a person does something to a service
 * - `check`: a health check passes, fails or hangs
 * - `block`, `clock-jump`: the event loop doesn't turn for a while; the wall clock is set
 * - `stop`: SIGTERM, SIGINT, `stop()` or an uncaught error, and then a new node
 */
export type SimulationMove =
  | 'crash'
  | 'complete'
  | 'hang'
  | 'ignore-stop'
  | 'slow-start'
  | 'burst'
  | 'subscribe'
  | 'leave'
  | 'stall'
  | 'edit'
  | 'reload'
  | 'watch'
  | 'release'
  | 'restart'
  | 'halt'
  | 'check'
  | 'block'
  | 'clock-jump'
  | 'stop';

/** A moment at which nothing is due: what an invariant is asked about. */
export interface SimulationMoment<C extends object = object> {
  /** The node. */
  readonly kernel: Kernel<BusEvent, C>;
  /** Virtual milliseconds since the simulation began. */
  readonly time: number;
  /** The number of the step, from 1. */
  readonly step: number;
}

/** What is simulated. */
export interface SimulationWorld<
  S extends readonly KernelService<ConfigOf<C>>[],
  C extends ConfigSchema,
> extends Pick<KernelOptions<S, C>, 'services' | 'supervision' | 'bus' | 'logger'> {
  /** The config, but for where it is real: a simulated file wins over `values`. */
  readonly config?: Pick<KernelConfigOptions<C>, 'schema' | 'values' | 'guard'>;
  /** What the simulated file may come to hold, good or bad. Default: the kernel's own keys, both ways. */
  readonly edits?: readonly Readonly<Record<string, unknown>>[];
  /** Called with the kernel before it starts: to subscribe, or to give it what it lacks. Default: nothing. */
  readonly begin?: (kernel: Kernel<BusEvent, ConfigOf<C>>) => void;
  /**
   * What has to hold whenever nothing is due, by name, besides what holds for every kernel. A function
   * that throws, or returns `false` or what is wrong in words, says that it doesn't.
   */
  readonly invariants?: Readonly<
    Record<string, (moment: SimulationMoment<ConfigOf<C>>) => unknown>
  >;
}

/** What a world is made from. */
export interface SimulationGiven {
  /** Numbers from 0 up to, but without, 1, that follow from the seed. */
  readonly random: () => number;
}

/** Options of {@link simulate}. */
export interface SimulationOptions<
  S extends readonly KernelService<ConfigOf<C>>[],
  C extends ConfigSchema,
> {
  /**
   * Makes what is simulated. Called for each node: a stop ends one and the next begins, and a failure
   * is played again to find its causes. So it must not hand out anything it has handed out before.
   */
  readonly world: (given: SimulationGiven) => SimulationWorld<S, C>;
  /** What everything is drawn from: the same seed, the same simulation. A whole number, default 1. */
  readonly seed?: number;
  /** How many steps to take: a move, some time, a look at everything. From 1, default 1,000. */
  readonly steps?: number;
  /** The steps that make a move, as a failure tells them. Default all. */
  readonly only?: readonly number[];
  /** Virtual milliseconds from one step to the next, on average. From 1, default 50. */
  readonly pace?: number;
  /** How often each move is made, in proportion to the others; 0 is never. Default: what is usual. */
  readonly chaos?: Readonly<Partial<Record<SimulationMove, number>>>;
  /** Whether a failure is played again with fewer moves until only those are left that cause it. Default true. */
  readonly shrink?: boolean;
  /**
   * Whether an event that everyone had must be free to be collected, asked every 500 steps. Needs
   * `node --expose-gc` and services that keep no events. Default false.
   */
  readonly retention?: boolean;
}

/** What a simulation came to in which everything held. */
export interface SimulationReport {
  /** The seed. */
  readonly seed: number;
  /** Steps taken. */
  readonly steps: number;
  /** Virtual milliseconds. */
  readonly elapsed: number;
  /** Kernels that were made, one after the other. */
  readonly nodes: number;
  /** Events that were delivered. */
  readonly events: number;
  /** Runs of services that were started. */
  readonly starts: number;
  /** How often each move was made. */
  readonly moves: Readonly<Partial<Record<SimulationMove, number>>>;
  /** Equal for simulations in which the same happened. */
  readonly digest: string;
}
