import { Subject, takeUntil, type Observable, type Observer, type Subscriber } from 'rxjs';

/**
 * Subscribes to `source` on behalf of `destination`. Unlike a bare `source.subscribe(handlers)`, it
 * stops a source that emits synchronously as soon as `destination` ends (`take(3)` over a firehose),
 * and a throw in a handler becomes `destination`'s error instead of escaping.
 */
export function relay<T>(
  source: Observable<T>,
  destination: Subscriber<unknown>,
  handlers: Observer<T>,
): void {
  const stop$ = new Subject<void>();
  const guard =
    <A extends unknown[]>(handler: (...args: A) => void) =>
    (...args: A): void => {
      if (destination.closed) return;
      try {
        handler(...args);
      } catch (error) {
        destination.error(error);
      }
    };
  destination.add(() => {
    stop$.next();
  });
  source.pipe(takeUntil(stop$)).subscribe({
    next: guard((value: T) => {
      handlers.next(value);
    }),
    error: guard((error: unknown) => {
      handlers.error(error);
    }),
    complete: guard(() => {
      handlers.complete();
    }),
  });
}
