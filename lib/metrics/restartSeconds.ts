import { defer, mergeMap, type Observable } from 'rxjs';

/** A state that a service came into, and when, in milliseconds. */
interface Transition {
  readonly name: string;
  readonly state: string;
  readonly since: number;
}

/** How long each recovery took: the seconds from a service's failure until it was ready again. */
export function restartSeconds(transitions$: Observable<Transition>): Observable<number> {
  return defer(() => {
    const failures = new Map<string, number>();
    return transitions$.pipe(
      mergeMap(({ name, state, since }) => {
        const failed = failures.get(name);
        if (state === 'backoff') failures.set(name, failed ?? since);
        // What was quarantined or stopped meanwhile didn't recover by itself.
        else if (state !== 'waiting' && state !== 'starting') failures.delete(name);
        return state === 'running' && failed !== undefined ? [(since - failed) / 1_000] : [];
      }),
    );
  });
}
