import { distinctUntilChanged, map, merge, skip, tap, type Observable } from 'rxjs';
import type { Logger } from '../internal/Logger.js';
import { boutsOf } from './boutsOf.js';
import type { Readiness } from './readiness.js';

/**
 * Logs each time a node gets ready or unready, and each time something else is to be looked at: up
 * to twenty lines of each within ten seconds, then one that tells of how many changes it is the last.
 */
export function logReadiness(
  readiness$: Observable<Readiness>,
  logger: Pick<Logger, 'info' | 'warn'>,
): Observable<unknown> {
  const verdicts$ = readiness$.pipe(
    map(({ ready, missing, degraded }) => {
      return { ready, missing, degraded, stopping: missing.includes('kernel.shutdown') };
    }),
  );
  const flips$ = verdicts$.pipe(
    distinctUntilChanged((a, b) => a.ready === b.ready),
    skip(1),
    boutsOf(),
    tap(({ last: { ready, missing, stopping }, more }) => {
      if (ready) logger.info('ready', more);
      else if (!stopping) logger.warn('unready', { missing, ...more });
    }),
  );
  const worries$ = verdicts$.pipe(
    distinctUntilChanged((a, b) => a.degraded.join('\n') === b.degraded.join('\n')),
    skip(1),
    boutsOf(),
    tap(({ last: { degraded, stopping }, more }) => {
      if (degraded.length > 0) logger.warn('degraded', { degraded, ...more });
      else if (!stopping) logger.info('no longer degraded', more);
    }),
  );
  return merge(flips$, worries$);
}
