import {
  Subject,
  Subscription,
  takeUntil,
  type Observable,
  type Observer,
  type Subscriber,
} from 'rxjs';

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
  const stop = new Subscription(() => stop$.next());
  const attempt = (handle: () => void): void => {
    try {
      handle();
    } catch (error) {
      destination.error(error);
    }
  };
  destination.add(stop);
  source.pipe(takeUntil(stop$)).subscribe({
    next: (value) => {
      attempt(() => handlers.next(value));
    },
    error: (error: unknown) => {
      stop.unsubscribe();
      attempt(() => handlers.error(error));
    },
    complete: () => {
      if (stop.closed) return;
      stop.unsubscribe();
      attempt(() => handlers.complete());
    },
  });
}
