import { noop } from 'rxjs';
import type { Bus } from './bus/index.js';
import type { LiveConfig } from './config/LiveConfig.js';
import type { PageSource } from './http/index.js';
import type { BusEvent, Kernel } from './Kernel.js';
import type { Supervisor } from './supervision/index.js';

/** The parts of a kernel that its page shows. */
export interface Shown {
  readonly bus: Bus<BusEvent>;
  readonly config: Pick<LiveConfig<object>, 'snapshot' | 'reloads$' | 'failures$'>;
  readonly supervisor: Pick<Supervisor, 'children'>;
  readonly readiness: Kernel['readiness'];
}

/**
 * A kernel as its page wants to know it.
 *
 * @param lag - How soon its named subscribers will lose events, in seconds.
 */
export function pageSource(
  kernel: Shown,
  lag: { readonly seconds: ReadonlyMap<string, number> },
): PageSource {
  const { bus, config, supervisor } = kernel;
  return {
    get readiness() {
      return kernel.readiness;
    },
    services: () => supervisor.children,
    account: () => bus.stats(),
    secondsToLoss: () => lag.seconds,
    listen: (next) => {
      // Its name among the bus's subscribers.
      const page = (event: BusEvent): void => next(event);
      // eslint-disable-next-line @typescript-eslint/no-deprecated, rxjs-x/prefer-observer -- an observer has no name
      const subscription = bus.subscribe(page, noop);
      return () => subscription.unsubscribe();
    },
    config: {
      version: () => config.snapshot.version,
      reloads$: config.reloads$,
      failures$: config.failures$,
    },
  };
}
