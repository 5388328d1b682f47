import type { ObservableInput } from 'rxjs';
import type { Logger } from '../internal/Logger.js';

/**
 * What a service is handed when it starts. Its functions may be taken out of it:
 * `start: ({ signal, ready }) => …`.
 */
export interface ServiceContext {
  /** The child's name. */
  readonly name: string;
  /**
   * Aborted when this run is to end, with a `StopRequest` as its reason. An observable need not
   * look at it: it is unsubscribed.
   */
  readonly signal: AbortSignal;
  /**
   * Says that the service does its work now. A child that takes `ready` from its context while it
   * starts is waited for; one that doesn't counts as ready once started.
   */
  readonly ready: () => void;
  /** Says that the service is alive, where its spec asks for a heartbeat. */
  readonly heartbeat: () => void;
  /** Logs under the service's name. */
  readonly logger: Logger;
}

/**
 * A service: called for each run, with a context of that run's own. A kernel's is the `start` of a
 * `KernelService`, whose context is a `KernelContext`.
 */
export type Service<Context extends object = object> = (
  context: ServiceContext & Context,
) => ObservableInput<unknown>;
