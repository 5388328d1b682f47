import { ReplaySubject, type Observable } from 'rxjs';

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
  private readonly waiting: (() => void)[] = [];
  private emitting = false;
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
    this.emit(() => this.subject$.next(value));
  }

  /** Completes `values$` behind what is yet to be emitted. */
  complete(): void {
    this.emit(() => this.subject$.complete());
  }

  private emit(emission: () => void): void {
    this.waiting.push(emission);
    if (this.emitting) return;
    this.emitting = true;
    for (let next = this.waiting.shift(); next; next = this.waiting.shift()) next();
    this.emitting = false;
  }
}
