import {
  endWith,
  filter,
  groupBy,
  ignoreElements,
  map,
  merge,
  mergeMap,
  scan,
  throttle,
  timer,
  type Observable,
} from 'rxjs';
import type { LagNotice } from 'ron-kernel';

/** How much one subscriber has lost so far. */
export interface LagReport {
  readonly subscriber: string;
  readonly dropped: number;
}

/**
 * Sums up each subscriber's losses, and tells them at once, then at most every `every` milliseconds,
 * and at the end what is still untold.
 */
export function lagReports(lag$: Observable<LagNotice>, every: number): Observable<LagReport> {
  return lag$.pipe(
    filter(({ dropped }) => dropped > 0),
    groupBy(({ subscriber }) => subscriber),
    mergeMap((notice$) => {
      const end$ = notice$.pipe(ignoreElements(), endWith(true));
      return notice$.pipe(
        scan((sum, { dropped }) => sum + dropped, 0),
        throttle(() => merge(timer(every), end$), { leading: true, trailing: true }),
        map((dropped) => ({ subscriber: notice$.key, dropped })),
      );
    }),
  );
}
