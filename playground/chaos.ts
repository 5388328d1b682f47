import { map, NEVER, switchMap, timer, type Observable } from 'rxjs';
import { crashOnPurpose } from './crashOnPurpose.js';
import type { DemoContext } from './DemoContext.js';

/**
 * Fails after `chaos.every`, if `chaos.crash` names the service; and otherwise does nothing. It follows
 * the config while the service runs.
 */
export function chaos({ config, name }: Pick<DemoContext, 'config' | 'name'>): Observable<never> {
  return config
    .select((value) => value.chaos)
    .pipe(
      switchMap(({ crash, every }) =>
        crash === name ? timer(every).pipe(map(crashOnPurpose)) : NEVER,
      ),
    );
}
