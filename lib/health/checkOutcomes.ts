import {
  asyncScheduler,
  catchError,
  defer,
  finalize,
  from,
  map,
  of,
  repeat,
  ReplaySubject,
  take,
  timeout,
  timer,
  type Observable,
} from 'rxjs';
import { reasonOf } from '../internal/reasonOf.js';
import type { CheckFunction, CheckOptions } from './CheckOptions.js';

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value;
}

/**
 * Runs a check again and again, one run at a time. One that hangs is given up at its timeout; while
 * it goes on all the same, ignoring its signal, no other is started beside it and the check fails.
 * Emits why each run failed, or `undefined` for a pass; it never errors nor ends.
 */
export function checkOutcomes(
  check: CheckFunction,
  times: Required<Pick<CheckOptions, 'timeout' | 'interval'>>,
): Observable<string | undefined> {
  return defer(() => {
    /** When the run that hasn't ended yet began. */
    let since: number | undefined;
    const ended = (): void => (since = undefined);
    const start = (signal: AbortSignal): Observable<unknown> => {
      const result = check(signal);
      if (!isPromiseLike(result)) return of(result);
      since = asyncScheduler.now();
      // One subscription, which nobody's loss of patience ends: some promises start anew for each.
      const answer$ = new ReplaySubject<unknown>(1);
      from(result).pipe(finalize(ended)).subscribe(answer$);
      return answer$;
    };
    const run$ = defer(() => {
      if (since !== undefined) {
        return of(`still without an answer since ${new Date(since).toISOString()}`);
      }
      const controller = new AbortController();
      return defer(() => start(controller.signal)).pipe(
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
  });
}
