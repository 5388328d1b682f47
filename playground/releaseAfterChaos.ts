import { filter, map, pairwise, tap, type Observable } from 'rxjs';
import type { Kernel } from 'ron-kernel';

/**
 * Releases a service from quarantine once chaos no longer names it.
 *
 * @param crash$ what `chaos.crash` is, and becomes
 * @returns the names of those that it released
 */
export function releaseAfterChaos(
  crash$: Observable<string>,
  supervisor: Pick<Kernel['supervisor'], 'children' | 'release'>,
): Observable<string> {
  return crash$.pipe(
    pairwise(),
    map(([before]) => before),
    filter((before) =>
      supervisor.children.some(({ name, state }) => name === before && state === 'quarantined'),
    ),
    tap((name) => supervisor.release(name)),
  );
}
