import {
  connect,
  exhaustMap,
  map,
  merge,
  skip,
  startWith,
  take,
  takeLast,
  takeUntil,
  timer,
  type OperatorFunction,
} from 'rxjs';

/** Milliseconds that a bout lasts from its first change. */
const BOUT = 10_000;
/** How many changes of a bout are told one by one. */
const TOLD = 20;

/** A change, or the last of several. */
export interface Bout<T> {
  readonly last: T;
  /** What else there is to log: how many changes there were, where it isn't this one alone. */
  readonly more: { readonly changes?: number };
}

/**
 * Keeps what changes all the time from being told all the time: the first twenty changes within ten
 * seconds are told at once, and of the others only the last, with their number, when that time is over.
 */
export function boutsOf<T>(): OperatorFunction<T, Bout<T>> {
  return connect((changes$) =>
    changes$.pipe(
      exhaustMap((first) => {
        const bout$ = changes$.pipe(startWith(first));
        const told$ = bout$.pipe(
          take(TOLD),
          map((last) => ({ last, more: {} })),
          takeUntil(timer(BOUT)),
        );
        const rest$ = bout$.pipe(
          skip(TOLD),
          map((last, earlier) => ({ last, more: earlier === 0 ? {} : { changes: earlier + 1 } })),
          takeUntil(timer(BOUT)),
          takeLast(1),
        );
        return merge(told$, rest$);
      }),
    ),
  );
}
