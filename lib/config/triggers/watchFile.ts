import { lstatSync, unwatchFile, watchFile as pollStats, type Stats } from 'node:fs';
import { basename, dirname } from 'node:path';
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

/**
 * What happens to a file, as its directory tells: a watch on the file itself is gone with the first that
 * is renamed over it, and may be again before it is renewed.
 */
function fileEvents(path: string): Observable<void> {
  const [directory, name] = [dirname(path), basename(path)];
  return defer(() => import('chokidar')).pipe(
    switchMap(
      ({ watch }) =>
        new Observable<void>((subscriber) => {
          const watcher = watch(directory, {
            depth: 0,
            ignored: (other) => other !== directory && basename(other) !== name,
            ignoreInitial: true,
            atomic: false,
            persistent: false,
          });
          const sign = (): void => subscriber.next();
          // 'all' leaves out what follows within 5 ms of a chmod; 'raw' leaves nothing out.
          watcher.on('all', sign).on('raw', (event, changed) => {
            // A link's way may lead through others here, such as Kubernetes' `..data`.
            if (changed === name || (event === 'rename' && isLink(path))) sign();
          });
          // No more events, maybe, as when the system has no watch left; the looks at it go on.
          watcher.on('error', sign);
          return () => void watcher.close();
        }),
    ),
  );
}

/** Whether it is a symlink, or may be one: who can't tell takes the sign. */
function isLink(path: string): boolean {
  try {
    return lstatSync(path).isSymbolicLink();
  } catch {
    return true;
  }
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
