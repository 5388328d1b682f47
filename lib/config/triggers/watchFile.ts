import { lstatSync, unwatchFile, watch, watchFile as pollStats, type Stats } from 'node:fs';
import { basename, dirname } from 'node:path';
import { filter, map, merge, Observable, startWith, switchMap } from 'rxjs';

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
    switchMap(() => directoryEvents(path)),
  );
  return merge(statChanges(path), events$).pipe(map(() => undefined));
}

/**
 * What happens to a file, as its directory tells: a watch on the file itself would be gone with the
 * first that is renamed over it. Where there is nothing to watch, or no watch to be had, there is none.
 */
function directoryEvents(path: string): Observable<void> {
  const name = basename(path);
  return new Observable<void>((subscriber) => {
    try {
      const watcher = watch(dirname(path), { persistent: false }, (event, changed) => {
        // A link's way may lead through others here, such as Kubernetes' `..data`.
        const concerned = changed === null || changed === name;
        if (concerned || (event === 'rename' && isLink(path))) subscriber.next();
      });
      watcher.on('error', () => watcher.close());
      return () => watcher.close();
    } catch {
      return undefined;
    }
  });
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
