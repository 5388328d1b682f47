import type { SchedulerLike } from 'rxjs';
import type { Logger } from '../internal/Logger.js';
import type { Random } from './Backoff.js';
import type { ChildDefaults, ChildSpec } from './ChildSpec.js';
import type { RestartLimit } from './RestartPolicy.js';

/**
 * Who restarts when a child fails: `one-for-one` it alone, `one-for-all` every child,
 * `rest-for-one` it and those that start after it.
 */
export type RestartStrategy = 'one-for-one' | 'one-for-all' | 'rest-for-one';

/** So many restarts a while over all children together. */
export interface RestartBudget {
  /** How many restarts fit into `within`; those that come together are spread evenly over it. From 1. */
  readonly restarts: number;
  /** Milliseconds; from 1. */
  readonly within: number;
}

/** Options of {@link Supervisor}. A key that is one edit away from one which isn't given is refused. */
export interface SupervisorOptions<Context extends object = object> {
  /** The children, in the order they start; `dependsOn` goes first. Default none. */
  readonly children?: readonly ChildSpec<Context>[];
  /** Who restarts when a child fails. Default `'one-for-one'`. */
  readonly strategy?: RestartStrategy;
  /** What holds for every child that doesn't say otherwise. */
  readonly defaults?: ChildDefaults;
  /**
   * How many restarts of all children together are too many; past it the supervisor stops them and
   * fails. Default none: a child that fails too often is quarantined by its own limit.
   */
  readonly limit?: RestartLimit;
  /** Spreads restarts that come together. Default none. */
  readonly budget?: RestartBudget;
  /** Whether the ending of a significant child ends the supervisor. Default `'never'`. */
  readonly autoShutdown?: 'never' | 'any-significant' | 'all-significant';
  /** What else a child's context holds; called for each run. Default nothing. */
  readonly context?: (child: string) => Context;
  /** Called with each value that a child emits. Default: values are ignored. */
  readonly onValue?: (value: unknown, child: string) => void;
  /** Where crashes and recoveries are told. Default `console`. */
  readonly logger?: Logger;
  /**
   * Whose clock and timers to use. Default: the machine's, or RxJS's virtual ones inside
   * `TestScheduler.run`.
   */
  readonly scheduler?: SchedulerLike;
  /** Where randomness comes from. Default `Math.random`. */
  readonly random?: Random;
}
