import { catchError, map, merge, of, type Observable } from 'rxjs';
import type { ConfigTrigger } from '../ConfigTrigger.js';
import { own } from '../data/own.js';

/** What a trigger has to say. */
export type TriggerNotice =
  | { readonly retry: boolean; readonly failed?: never }
  | {
      readonly retry?: never;
      readonly failed: { readonly trigger: string; readonly error: unknown };
    };

/** The requests of all triggers. One that fails says so and takes none of the others with it. */
export function requestsOf(triggers: readonly ConfigTrigger[]): Observable<TriggerNotice> {
  return merge(
    ...triggers.map((trigger$, index) =>
      trigger$.pipe(
        map((request): TriggerNotice => ({ retry: own(request, 'retry') === true })),
        catchError((error: unknown) =>
          of({ failed: { trigger: `reloadOn[${String(index)}]`, error } }),
        ),
      ),
    ),
  );
}
