import { defer, Subject, type Observable } from 'rxjs';
import type { Figures } from '../../support/Figures.js';
import { nanosecondHistogram, percentiles, record } from '../../support/percentiles.js';
import { turn } from '../../support/turn.js';

/** Keeps a service running from now on, and hands back how to stop that. */
export type Way = (service$: Observable<never>) => Promise<() => unknown>;

/** Runs what heals itself. */
export function piped(healed$: Observable<never>): Promise<() => unknown> {
  const subscription = healed$.subscribe();
  return Promise.resolve(() => subscription.unsubscribe());
}

/** Times a service from its crash until it runs again, one crash at a time. */
export async function timeRestarts(way: Way, crashes: number): Promise<Figures> {
  const path = nanosecondHistogram();
  const crash = new Error('crashed');
  const warmUp = crashes / 10;
  let [runs, crashedAt] = [0, 0];
  let service = new Subject<never>();
  let running = (): void => undefined;
  const service$ = defer(() => {
    runs += 1;
    if (runs > warmUp) record(path, performance.now() - crashedAt);
    service = new Subject();
    running();
    return service;
  });
  const stop = await way(service$);
  for (let n = 0; n < crashes; n++) {
    await turn();
    const restarted = new Promise<void>((resolve) => (running = resolve));
    crashedAt = performance.now();
    service.error(crash);
    await restarted;
  }
  await stop();
  if (runs !== crashes + 1) {
    throw new Error(`${crashes} crashes led to ${runs - 1} restarts`);
  }
  return percentiles('restart', path);
}
