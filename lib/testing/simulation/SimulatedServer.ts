import { ListenError } from '../../errors.js';
import type { ObservabilityServer } from '../../http/index.js';
import type { Observed } from '../../http/index.js';
import type { Watchdog, WatchdogOptions } from '../../startWatchdog.js';

/** Where a kernel's server and its watchdog would listen: nobody asks but the simulation. */
export class SimulatedServer {
  /** What its answers would be about, while it listens. */
  observed: Observed | undefined;
  /** Whether the watchdog runs. */
  watched = false;
  /** Whether its address is taken by another. */
  taken = false;

  readonly listen = (address: string, observed: Observed): Promise<ObservabilityServer> => {
    if (this.taken) {
      const cause = Object.assign(new Error('address already in use'), { code: 'EADDRINUSE' });
      return Promise.reject(new ListenError('observability.address', address, cause));
    }
    this.observed = observed;
    return Promise.resolve({
      address,
      close: () => {
        this.observed = undefined;
        return Promise.resolve();
      },
    });
  };

  readonly watch = ({ address }: WatchdogOptions): Promise<Watchdog> => {
    this.watched = true;
    return Promise.resolve({
      address,
      stop: () => {
        this.watched = false;
        return Promise.resolve();
      },
    });
  };
}
