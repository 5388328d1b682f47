import { catchError, defer, finalize, from, map, of, repeat, take, timeout, timer } from 'rxjs';
import type { Observable } from 'rxjs';
import { reasonOf } from '../internal/reasonOf.js';
import type { CheckFunction, CheckOptions } from './CheckOptions.js';

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value;
}

/**
 * Runs a check again and again, one run at a time; one that hangs is given up at its timeout.
 * Emits why each run failed, or `undefined` for a pass; it never errors nor ends.
 */
export function checkOutcomes(
  check: CheckFunction,
  times: Required<Pick<CheckOptions, 'timeout' | 'interval'>>,
): Observable<string | undefined> {
  const run$ = defer(() => {
    const controller = new AbortController();
    return defer(() => {
      const result = check(controller.signal);
      return isPromiseLike(result) ? from(result) : of(result);
    }).pipe(
      map((result) => (result === false ? 'it says no' : undefined)),
      timeout({
        first: times.timeout,
        with: () => of(`no answer within ${times.timeout} ms`),
      }),
      catchError((error: unknown) => of(reasonOf(error))),
      take(1),
      finalize(() => controller.abort()),
    );
  });
  return run$.pipe(repeat({ delay: () => timer(times.interval) }));
}
