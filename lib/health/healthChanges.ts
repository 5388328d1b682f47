import { defer, mergeMap, type Observable } from 'rxjs';
import type { HealthEvent } from '../events.js';

/** An event each time a service gets ready, or no longer is. */
export function healthChanges(
  services$: Observable<{ readonly name: string; readonly ready: boolean }>,
): Observable<HealthEvent> {
  return defer(() => {
    const healthy = new Set<string>();
    return services$.pipe(
      mergeMap(({ name, ready }): HealthEvent[] => {
        if (healthy.has(name) === ready) return [];
        if (ready) healthy.add(name);
        else healthy.delete(name);
        return [{ type: 'kernel.health', service: name, ok: ready }];
      }),
    );
  });
}
