import { filter, interval, map, take, type Observable } from 'rxjs';

/** How often to look, in milliseconds. */
const EVERY = 500;

/**
 * Emits once when the process that started this one has ended, and completes. Where a shell stands
 * between `npm start` and node, as with Debian's, a signal that is sent to npm ends the shell and
 * never gets here.
 *
 * @param parent - The id of this process's parent now.
 */
export function orphaned(parent: () => number): Observable<void> {
  const before = parent();
  return interval(EVERY).pipe(
    filter(() => parent() !== before),
    take(1),
    map(() => undefined),
  );
}
