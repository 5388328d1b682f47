import { ReplaySubject, type Observable } from 'rxjs';
import { EmissionQueue } from './EmissionQueue.js';

/**
 * A value that changes, and keeps its order. With RxJS's `BehaviorSubject`, a subscriber that sets
 * a new value while it handles one makes those behind it see the new before the old, and stay with
 * the old. Here every subscriber sees every value in the order they were set, `value` is current
 * at once, and who comes after the end still gets the last value.
 */
export class OrderedState<T> {
  /** The value in force, then every later one. */
  readonly values$: Observable<T>;
  private readonly subject$ = new ReplaySubject<T>(1);
  private readonly queue = new EmissionQueue();
  private current: T;

  constructor(initial: T) {
    this.values$ = this.subject$.asObservable();
    this.current = initial;
    this.subject$.next(initial);
  }

  get value(): T {
    return this.current;
  }

  next(value: T): void {
    this.current = value;
    this.queue.emit(() => this.subject$.next(value));
  }

  /** Completes `values$` behind what is yet to be emitted. */
  complete(): void {
    this.queue.emit(() => this.subject$.complete());
  }
}
