import type { RestartPolicy, RestartType } from './RestartPolicy.js';
import type { Service } from './ServiceContext.js';

/** What a supervisor gives every child that doesn't say otherwise. */
export interface ChildDefaults extends Omit<RestartPolicy, 'restart'> {
  /** Milliseconds from a start to ready. Default 30,000; from 1. */
  readonly startTimeout?: number;
  /** Milliseconds a child has to end once asked to. Default 5,000; 0 asks nicely and doesn't wait. */
  readonly stopTimeout?: number;
}

/**
 * One child of a {@link Supervisor}: a plain object, or an instance of a class of yours.
 *
 * A plain object may hold data of its own beside these options, but no key that is one edit away from one
 * which it doesn't give, such as `stopTimout` or `stop_timeout`: that is refused with
 * {@link ChildSpecError}. The fields of an instance aren't judged.
 */
export interface ChildSpec<Context extends object = object> extends ChildDefaults {
  /** Its name: for people, logs and metric labels. Unique within its supervisor. */
  readonly name: string;
  /** The service: called for each run. */
  readonly start: Service<Context>;
  /** Which endings call for a restart. Default `'permanent'`. */
  readonly restart?: RestartType;
  /** Names of children to start after and stop before. Default none. */
  readonly dependsOn?: readonly string[];
  /** Whether a node without it is unready. Default true. */
  readonly critical?: boolean;
  /**
   * Whether its ending may end the supervisor, as `autoShutdown` says; not for a permanent child.
   * Default false.
   */
  readonly significant?: boolean;
  /**
   * When it counts as ready. `'auto'`: when it calls `ready()`, if it took that from its context while
   * it started, else once started. `'called'`: when it calls `ready()`, whenever it takes it.
   * `'started'`: once started. Default `'auto'`.
   */
  readonly readyWhen?: 'auto' | 'called' | 'started';
  /**
   * The silence in milliseconds that counts as a crash: the child must call `heartbeat()` more often,
   * counted from ready. What the event loop itself was late is discounted. Default: no heartbeat is
   * asked for. From 1.
   */
  readonly heartbeatTimeout?: number;
  /**
   * How it is stopped. In each case its `signal` is aborted first. `'unsubscribe'`: its values are no
   * longer taken, and a promise or async generator has until `stopTimeout` to end. `'signal'`: its
   * values are taken until it completes or `stopTimeout` is over. `'exit'`: it ends itself within the
   * timeout that its signal's reason tells, and is waited for. Default `'unsubscribe'`.
   */
  readonly stopBy?: 'unsubscribe' | 'signal' | 'exit';
}
