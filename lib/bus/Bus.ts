import {
  AsyncSubject,
  firstValueFrom,
  map,
  merge,
  Observable,
  ObjectUnsubscribedError,
  Subject,
  Subscription,
  take,
  timer,
  type NextObserver,
  type Observer,
} from 'rxjs';
import { guarded } from '../internal/guarded.js';
import { refuseMisspelt } from '../internal/knownOptions.js';
import { functionOption, methodsOption, millisecondsOption } from '../internal/options.js';
import { reportUnhandled } from '../internal/reportUnhandled.js';
import { Broadcast } from './Broadcast.js';
import { guardedMonitor } from './BusMonitor.js';
import { busOptionNames, type BusOptions } from './BusOptions.js';
import type { CloseOptions, CloseResult } from './CloseOptions.js';
import { deferral } from './deferral.js';
import { eachValueBounded, type EachValueOptions } from './eachValueBounded.js';
import { callbacksOf, directReceiver } from './directReceiver.js';
import { fuse } from './fusion.js';
import { isSubscriber } from './isSubscriber.js';
import { Ledger } from './Ledger.js';
import { capacityOption, DEFAULT_CAPACITY } from './overflow.js';
import type { Receiver } from './Receivers.js';
import type { BusStats, LagNotice, SubscriberStats } from './stats.js';

/**
 * A broadcast of events that is bounded and never loses one silently. It is a `Subject`: `next`,
 * `subscribe`, `pipe` and every RxJS operator work on it, and it stands wherever RxJS wants an
 * observer or an observable.
 *
 * Delivery is coalesced: the first event of a burst schedules one microtask, and all that is
 * pending is delivered in it, event by event, to every subscriber in the order they subscribed. A
 * handler that throws stays subscribed and keeps nobody from the event; a handler that publishes
 * doesn't disturb the order, and one that subscribes, as `switchMap`, `concat` or `retry` do, begins
 * with the event after the one at hand. Subscribers that work asynchronously belong behind
 * {@link concatMapBounded}, {@link mergeMapBounded}, {@link batchMapBounded}, {@link bounded} or
 * {@link Bus.values}: they read at their own pace, and what they lose is counted in
 * {@link Bus.stats} and told on {@link Bus.lag$}.
 *
 * @example
 * ```ts
 * import { Bus, ofType } from 'ron-kernel';
 *
 * type AppEvent =
 *   | { readonly type: 'reading'; readonly celsius: number }
 *   | { readonly type: 'alarm'; readonly reason: string };
 *
 * const bus = new Bus<AppEvent>({ capacity: 1024 });
 * bus.pipe(ofType('alarm')).subscribe(({ reason }) => console.log(reason));
 * bus.publish({ type: 'reading', celsius: 21.5 });
 * bus.publish({ type: 'alarm', reason: 'too warm' });
 * await bus.close();
 * ```
 */
export class Bus<E> extends Subject<E> {
  /** Every loss: at most one notice per subscriber and pump, after delivery. Completes with the bus. */
  readonly lag$: Observable<LagNotice>;
  /**
   * An observer that forwards values to this bus and nothing else, so that a source may end
   * without ending the bus. A source's error is left unhandled, as RxJS treats an observer
   * without an `error` handler.
   */
  readonly sink: NextObserver<E> = {
    next: (event) => this.#broadcast.publish(event),
  };
  readonly #broadcast: Broadcast<E>;
  readonly #ledger: Ledger;
  readonly #losses$ = new Subject<LagNotice>();
  readonly #empty$ = new AsyncSubject<true>();
  /** What operators subscribe to: RxJS hands over the subscriber that stands at the head of the pipe. */
  readonly #piped$ = new Observable<E>((subscriber) => {
    const next = (event: E): void => subscriber.next(event);
    const error = (failure: unknown): void => subscriber.error(failure);
    const complete = (): void => subscriber.complete();
    this.#receive(
      { name: this.#name(''), next, error: guarded(error), complete: guarded(complete) },
      subscriber,
    );
  });
  #closing: Promise<CloseResult> | undefined;
  #named = 0;

  constructor(options: BusOptions<E> = {}) {
    super();
    refuseMisspelt(options, busOptionNames);
    const { capacity = DEFAULT_CAPACITY, scheduler, context, onError, monitor } = options;
    if (onError !== undefined) functionOption('onError', onError);
    if (context !== undefined) methodsOption('context', context, ['getStore', 'run']);
    if (scheduler !== undefined) methodsOption('scheduler', scheduler, ['schedule']);
    if (monitor !== undefined) methodsOption('monitor', monitor, ['published', 'slowest']);
    this.lag$ = this.#losses$.asObservable();
    this.#ledger = new Ledger({
      isHeard: () => this.#losses$.observed,
      onLag: (notice) => this.#losses$.next(notice),
      onGuestLeft: this.#checkEmpty,
    });
    this.#broadcast = new Broadcast<E>({
      capacity: capacityOption(capacity),
      context,
      monitor: monitor && guardedMonitor(monitor),
      defer: deferral(scheduler),
      ledger: this.#ledger,
      onFault: (error, subscriber, event) => {
        if (onError === undefined) reportUnhandled(error);
        else guarded(onError)(error, { subscriber, event });
      },
      onEmpty: this.#checkEmpty,
    });
    fuse(this, this.#broadcast);
  }

  /** Whether anyone is subscribed. */
  override get observed(): boolean {
    return this.#broadcast.count > 0;
  }

  /**
   * Publishes `event`. Never throws and never waits; with no subscriber, or after the end, nothing is kept.
   *
   * @returns how many subscribers there are; 0 after the end
   */
  publish(event: E): number {
    return this.#broadcast.publish(event);
  }

  /** As {@link Bus.publish}, without the count. */
  override next(event: E): void {
    this.#broadcast.publish(event);
  }

  /** Ends the bus with an error: after all pending events for functions and observers, at once for asynchronous readers. */
  override error(error: unknown): void {
    this.#ledger.end();
    this.#broadcast.finish({ error });
  }

  /** Ends the bus, after all pending events. */
  override complete(): void {
    this.#ledger.end();
    this.#broadcast.finish(undefined);
  }

  /** Ends the bus at once: pending events are abandoned, and `subscribe` throws from now on. */
  override unsubscribe(): void {
    this.#abandon();
    // eslint-disable-next-line rxjs-x/no-subject-unsubscribe -- what a Subject does for its own state
    super.unsubscribe();
  }

  /** Subscribes a function or an observer; see {@link Bus} for what it can count on. */
  override subscribe(
    observerOrNext?: Partial<Observer<E>> | ((event: E) => void) | null,
  ): Subscription;
  /** @deprecated RxJS's older signature with separate callbacks; pass an observer instead. */
  override subscribe(
    next?: ((event: E) => void) | null,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription;
  override subscribe(
    to?: Partial<Observer<E>> | ((event: E) => void) | null,
    error?: ((error: unknown) => void) | null,
    complete?: (() => void) | null,
  ): Subscription {
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- what a Subject throws here
    if (this.closed) throw new ObjectUnsubscribedError();
    if (isSubscriber<E>(to)) return this.#piped$.subscribe(to);
    const subscription = new Subscription();
    const callbacks =
      typeof to === 'object' && to !== null
        ? callbacksOf(to)
        : { ...(to && { next: to }), ...(error && { error }), ...(complete && { complete }) };
    const name = this.#name(typeof to === 'function' ? to.name : '');
    this.#receive(directReceiver(callbacks, name, subscription), subscription);
    return subscription;
  }

  /** This bus as an observable that nobody can publish to; operators read its ring all the same. */
  override asObservable(): Observable<E> {
    const observable = super.asObservable();
    fuse(observable, this.#broadcast);
    return observable;
  }

  /**
   * An async iterator over what is published from now on; see {@link eachValueBounded}.
   *
   * @example
   * ```ts
   * import { Bus } from 'ron-kernel';
   *
   * const bus = new Bus<number>();
   * const values = bus.values({ name: 'tail', capacity: 64 });
   * bus.publish(1);
   * bus.publish(2);
   * bus.complete();
   * for await (const value of values) console.log(value);
   * ```
   */
  values(options: EachValueOptions = {}): AsyncIterableIterator<E> {
    return eachValueBounded(this, options);
  }

  /** The account of this bus and everyone on it, reckoned when asked for. */
  stats(): BusStats {
    return {
      published: this.#broadcast.ring.head,
      subscribers: [...this.#accounts(), ...this.#ledger.ended],
      departed: this.#ledger.departed,
    };
  }

  /**
   * Ends the bus in good order: takes no more events, waits until every subscriber has had what is
   * pending and asynchronous work in hand is done, and completes. What isn't done in time is
   * cancelled and named. Called again, it returns the same promise.
   *
   * @throws {@link OptionRangeError} if `timeout` is out of range
   */
  close({ timeout = 5_000 }: CloseOptions = {}): Promise<CloseResult> {
    millisecondsOption('timeout', timeout);
    if (this.#closing === undefined) {
      const closed$ = merge(this.#empty$, timer(timeout)).pipe(
        take(1),
        map(() => this.#leaveBehind()),
      );
      this.#closing = firstValueFrom(closed$, { defaultValue: { abandoned: [] } });
      this.complete();
    }
    return this.#closing;
  }

  /** {@link Bus.close} with its default timeout. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #name(given: string): string {
    this.#named += 1;
    return given === '' ? `subscriber-${String(this.#named)}` : given;
  }

  #receive(receiver: Receiver<E>, subscription: Subscription): void {
    const broadcast = this.#broadcast;
    if (broadcast.ended) {
      const { failure } = broadcast;
      if (failure === undefined) receiver.complete();
      else receiver.error(failure.error);
      return;
    }
    const place = broadcast.receive(receiver);
    subscription.add(() => broadcast.dismiss(place));
  }

  *#accounts(): Generator<SubscriberStats> {
    yield* this.#broadcast.accounts();
    for (const guest of this.#ledger.guests) yield guest.stats();
  }

  #abandon(): void {
    this.#ledger.end();
    this.#broadcast.abandon();
    for (const guest of this.#ledger.guests) guest.end(undefined);
  }

  /** Ends what isn't done yet. */
  #leaveBehind(): CloseResult {
    const early = this.#ledger.ended.filter(({ abandoned }) => abandoned > 0);
    const late = [...this.#accounts()];
    this.#abandon();
    return {
      abandoned: [
        ...early.map(({ name, abandoned }) => ({ subscriber: name, pending: abandoned })),
        ...late.map(({ name, pending }) => ({ subscriber: name, pending })),
      ],
    };
  }

  readonly #checkEmpty = (): void => {
    if (!this.#broadcast.ended || this.#broadcast.count > 0 || this.#ledger.guests.size > 0) return;
    this.#ledger.tell();
    this.#losses$.complete();
    this.#empty$.next(true);
    this.#empty$.complete();
  };
}
