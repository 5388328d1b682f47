import type { Logger } from '../internal/Logger.js';
import { withFields } from '../internal/withFields.js';
import { NESTING, type Nesting, type NestingContext } from './nesting.js';
import type { ServiceContext } from './ServiceContext.js';

/** What a run offers to its service. */
export interface RunPort {
  readonly name: string;
  readonly logger: Logger;
  /** Called when the service takes `ready` from its context: it means to call it. */
  takeReady(): () => void;
  /** Called when the service takes `signal`; a run nobody asks has none to pay for. */
  takeSignal(): AbortSignal;
  heartbeat(): void;
  /** What the service gets if it is a supervisor. */
  nesting(): Nesting;
}

/** A run's context: what every service gets, and `extras` on top, neither copied nor called early. */
export function runContext<Context extends object>(
  port: RunPort,
  extras: Context | undefined,
): ServiceContext & Context {
  const own: ServiceContext & NestingContext = {
    name: port.name,
    heartbeat: () => port.heartbeat(),
    get ready() {
      return port.takeReady();
    },
    get signal() {
      return port.takeSignal();
    },
    get [NESTING]() {
      return port.nesting();
    },
    get logger() {
      return withFields(port.logger, { service: port.name });
    },
  };
  // Property by property, since spreading would take `ready`. What `extras` adds, no guard can see.
  const descriptors = Object.getOwnPropertyDescriptors(extras ?? {});
  const context: ServiceContext = Object.defineProperties(own, descriptors);
  return context as ServiceContext & Context;
}
