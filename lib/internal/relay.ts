import { Subscriber, type Observable, type Observer } from 'rxjs';

/**
 * Stands at the head of `source` itself, so that the source sees at once that it is closed. Built of
 * `Subject` and `takeUntil` instead, an item of `concatMapBounded` took three times the time and memory.
 */
class Relay<T> extends Subscriber<T> {
  constructor(
    private readonly to: Subscriber<unknown>,
    private readonly handlers: Observer<T>,
  ) {
    super(); // eslint-disable-line @typescript-eslint/no-deprecated -- until RxJS 8 there is no other way to own one
    to.add(this);
  }

  override next(value: T): void {
    if (this.closed) return;
    try {
      this.handlers.next(value);
    } catch (error) {
      this.to.error(error);
    }
  }

  override error(failure: unknown): void {
    if (!this.closed) this.end(() => this.handlers.error(failure));
  }

  override complete(): void {
    if (!this.closed) this.end(() => this.handlers.complete());
  }

  /** Closes before it tells, and tells also when a finalizer of the source throws. */
  private end(tell: () => void): void {
    try {
      this.unsubscribe();
    } finally {
      try {
        tell();
      } catch (error) {
        this.to.error(error);
      }
    }
  }
}

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
  source.subscribe(new Relay(destination, handlers));
}
