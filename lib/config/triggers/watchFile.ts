import { unwatchFile, watchFile as pollStats, type Stats } from 'node:fs';
import { dirname } from 'node:path';
import { defer, filter, map, merge, Observable, startWith, switchMap } from 'rxjs';

/** How often, in ms, files are looked at whose events may have gone unseen. */
const POLL = 1_000;

/**
 * A sign whenever a file may have changed. Events are the quick way; a look at the file each second,
 * the first at once, is the sure one.
 */
export function watchFile(path: string): Observable<void> {
  // A watch is on a directory that exists, not on its name: one that replaces it needs a new watch.
  const replaced$ = statChanges(dirname(path)).pipe(
    filter(([now, before]) => now.ino !== before.ino || now.birthtimeMs !== before.birthtimeMs),
  );
  const events$ = replaced$.pipe(
    startWith(undefined),
    switchMap(() => fileEvents(path)),
  );
  return merge(statChanges(path), events$).pipe(map(() => undefined));
}

function fileEvents(path: string): Observable<void> {
  return defer(() => import('chokidar')).pipe(
    switchMap(
      ({ watch }) =>
        new Observable<void>((subscriber) => {
          const watcher = watch(path, { ignoreInitial: true, atomic: false, persistent: false });
          const sign = (): void => subscriber.next();
          // 'all' leaves out what follows within 5 ms of a chmod; 'raw' leaves nothing out.
          watcher.on('all', sign).on('raw', sign);
          watcher.on('error', (error) => subscriber.error(error));
          return () => void watcher.close();
        }),
    ),
  );
}

function statChanges(path: string): Observable<readonly [now: Stats, before: Stats]> {
  return new Observable<readonly [Stats, Stats]>((subscriber) => {
    const look = (now: Stats, before: Stats): void => subscriber.next([now, before]);
    pollStats(path, { interval: POLL, persistent: false }, look);
    return () => {
      unwatchFile(path, look);
    };
  });
}
