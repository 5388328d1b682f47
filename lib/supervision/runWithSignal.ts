import { from, Observable, type ObservableInput } from 'rxjs';

/** What a factory given to `supervise` is called with, anew for each run. */
export interface RunContext {
  /** Aborted when this run is over, or nobody listens any more. */
  readonly signal: AbortSignal;
}

/** Calls `start` for each subscription, with a signal that ends with it: promises can't be unsubscribed. */
export function runWithSignal<T>(
  start: (context: RunContext) => ObservableInput<T>,
): Observable<T> {
  return new Observable((subscriber) => {
    const controller = new AbortController();
    subscriber.add(() => controller.abort());
    return from(start({ signal: controller.signal })).subscribe(subscriber);
  });
}
