import { ConstantBackoff, handleAll, retry as cockatielRetry } from 'cockatiel';
import pRetry from 'p-retry';
import { retry, type Observable } from 'rxjs';
import { constant, supervise, Supervisor } from 'ron-kernel/supervision';
import { piped, timeRestarts, type Way } from '../micro/support/restartPath.js';
import { silentLogger } from '../support/silentLogger.js';
import type { Comparison } from '../support/Suite.js';

const policy = { backoff: constant({ delay: 0 }), limit: 'unlimited' } as const;

/** A service as what keeps promises sees it: a promise that is rejected when the service crashes. */
const once = (service$: Observable<never>): Promise<never> =>
  new Promise((_, reject) => service$.subscribe({ error: reject }));

const nothing = (): void => undefined;

/** What the others are compared with: ours with all that it does. */
export const SUPERVISOR = 'ron-kernel Supervisor';

/** Every way to keep a service running, ours first. */
const ways: Readonly<Record<string, Way>> = {
  'ron-kernel supervise': (service$) => piped(service$.pipe(supervise(policy))),
  [SUPERVISOR]: async (service$) => {
    const children = [{ name: 'service', start: () => service$, ...policy }];
    const supervisor = new Supervisor({ logger: silentLogger, children });
    await supervisor.start();
    return () => supervisor.stop();
  },
  'RxJS retry(), at once': (service$) => piped(service$.pipe(retry())),
  'RxJS retry({ delay: 0 })': (service$) => piped(service$.pipe(retry({ delay: 0 }))),
  'cockatiel retry, no backoff': (service$) => {
    const forever = cockatielRetry(handleAll, { backoff: new ConstantBackoff(0) });
    void forever.execute(() => once(service$));
    return Promise.resolve(nothing);
  },
  'p-retry, minTimeout 0': (service$) => {
    void pRetry(() => once(service$), { retries: 1e9, minTimeout: 0, factor: 1 });
    return Promise.resolve(nothing);
  },
};

/** How long is a crashed service away? */
export const restarts: Comparison = {
  name: 'restarts',
  cases: () =>
    Object.entries(ways).map(([name, way]) => ({
      name,
      measure: (effort) => timeRestarts(way, effort === 'full' ? 2_000 : 20),
    })),
};
