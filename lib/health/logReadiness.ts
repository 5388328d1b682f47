import { distinctUntilChanged, map, merge, skip, tap, type Observable } from 'rxjs';
import type { Logger } from '../internal/Logger.js';
import type { Readiness } from './readiness.js';

/** Logs each time a node gets ready or unready, and each time something else is to be looked at. */
export function logReadiness(
  readiness$: Observable<Readiness>,
  logger: Pick<Logger, 'info' | 'warn'>,
): Observable<unknown> {
  const flips$ = readiness$.pipe(
    distinctUntilChanged((a, b) => a.ready === b.ready),
    skip(1),
    tap(({ ready, missing }) => {
      if (ready) logger.info('ready');
      else if (!missing.includes('kernel.shutdown')) logger.warn('unready', { missing });
    }),
  );
  const worries$ = readiness$.pipe(
    map(({ degraded, missing }) => ({ degraded, stopping: missing.includes('kernel.shutdown') })),
    distinctUntilChanged((a, b) => a.degraded.join('\n') === b.degraded.join('\n')),
    skip(1),
    tap(({ degraded, stopping }) => {
      if (degraded.length > 0) logger.warn('degraded', { degraded });
      else if (!stopping) logger.info('no longer degraded');
    }),
  );
  return merge(flips$, worries$);
}
