import {
  defer,
  identity,
  Observable,
  repeat,
  retry,
  throwError,
  type MonoTypeOperatorFunction,
  type ObservableInput,
  type ObservedValueOf,
} from 'rxjs';
import { RestartLimitExceededError } from '../errors.js';
import { refuseMisspelt, type OptionNames } from '../internal/knownOptions.js';
import { reasonOf } from '../internal/reasonOf.js';
import { clockOf, type Clock } from './clock.js';
import { decide, NO_HISTORY, type Ending } from './decide.js';
import { policyNames } from './optionNames.js';
import { resolvePolicy, type ResolvedPolicy } from './resolvePolicy.js';
import type { RestartLimit, SupervisePolicy } from './RestartPolicy.js';
import { runWithSignal, type RunContext } from './runWithSignal.js';
import { warnIfNeverTrips } from './warnIfNeverTrips.js';

const OPTIONS: OptionNames<SupervisePolicy> = {
  ...policyNames,
  scheduler: true,
  random: true,
};

function superviseOptions(policy: SupervisePolicy): ResolvedPolicy {
  const resolved = resolvePolicy(policy);
  refuseMisspelt(policy, OPTIONS);
  return resolved;
}

function after(clock: Clock, delay: number): Observable<void> {
  return new Observable((subscriber) => clock.after(delay, () => subscriber.next()));
}

function limitExceeded({ restarts, within }: RestartLimit, ending: Ending, error: unknown): Error {
  const reason = ending.type === 'completed' ? 'it completed' : reasonOf(error);
  return new RestartLimitExceededError('the source', restarts, within, reason, { cause: error });
}

function supervised<T>(
  source: Observable<T>,
  policy: ResolvedPolicy,
  { scheduler, random = Math.random }: SupervisePolicy,
): Observable<T> {
  return defer(() => {
    const clock = clockOf(scheduler);
    // eslint-disable-next-line no-console -- There is no logger here, and it is said once.
    warnIfNeverTrips(policy, (message) => console.warn(message));
    let history = NO_HISTORY;
    let startedAt = clock.now();

    function next(type: Ending['type'], error?: unknown): Observable<void> {
      const ending: Ending = { type, startedAt, readyAt: startedAt };
      const { decision, ...rest } = decide(policy, history, ending, clock.now(), random);
      history = rest.history;
      if (decision.type === 'restart') return after(clock, decision.delay);
      if (decision.type === 'end') return throwError(() => error);
      if (decision.delay !== undefined && !decision.again) return after(clock, decision.delay);
      return throwError(() => limitExceeded(decision.limit, ending, error));
    }

    const run$ = defer(() => {
      startedAt = clock.now();
      return source;
    });
    return run$.pipe(
      retry({ delay: (error: unknown) => next('failed', error) }),
      // Outside of `retry`, so that what this gives up with isn't taken for a failure of the source.
      policy.restart === 'permanent' ? repeat({ delay: () => next('completed') }) : identity,
    );
  });
}

/**
 * Makes a cold observable heal itself: when it fails, or, being permanent, completes, it is
 * subscribed again after a delay that grows with each failure, until it failed too often. Each
 * subscriber has a history of its own.
 *
 * A restart never happens on the stack of the failure: a source that throws at once neither freezes
 * the event loop nor overflows the stack. Inside `TestScheduler.run` all of it is virtual.
 *
 * Past the limit it errors with {@link RestartLimitExceededError}; with a `cooldown` it first waits
 * that long and tries once more. A `temporary` source's own error is passed on, as is that of
 * nothing else.
 *
 * @param policy - when and how often to restart; checked at once
 * @returns an operator that forwards values, and the end if the policy asks for no restart
 * @throws OptionTypeError or OptionRangeError that names the option at fault
 * @example
 * ```ts
 * import { concat, of, throwError, take } from 'rxjs';
 * import { exponential, supervise } from 'ron-kernel';
 *
 * const readSensor$ = concat(of(21.5), throwError(() => new Error('unplugged')));
 * readSensor$
 *   .pipe(supervise({ backoff: exponential({ base: 1 }), limit: { restarts: 5, within: 60_000 } }), take(3))
 *   .subscribe((celsius) => console.log(celsius)); // 21.5, three times
 * ```
 */
export function supervise<T>(policy?: SupervisePolicy): MonoTypeOperatorFunction<T>;
/**
 * The same for what isn't an observable: a function that returns a promise or an async generator, or
 * an observable that is to be made anew for each run. It is called with a signal that aborts when its
 * run is over, since unsubscribing alone can't stop a promise.
 *
 * @param start - called for each run
 * @param policy - when and how often to restart; checked at once
 * @returns an observable of what the runs emit
 * @throws OptionTypeError or OptionRangeError that names the option at fault
 * @example
 * ```ts
 * import { supervise } from 'ron-kernel';
 *
 * let calls = 0;
 * const answer$ = supervise(
 *   async () => {
 *     if (++calls < 3) throw new Error('not yet');
 *     return 42;
 *   },
 *   { restart: 'transient' },
 * );
 * answer$.subscribe((answer) => console.log(answer, calls)); // 42 3
 * ```
 */
export function supervise<O extends ObservableInput<unknown>>(
  start: (context: RunContext) => O,
  policy?: SupervisePolicy,
): Observable<ObservedValueOf<O>>;
export function supervise<T>(
  first: SupervisePolicy | ((context: RunContext) => ObservableInput<T>) = {},
  second: SupervisePolicy = {},
): MonoTypeOperatorFunction<T> | Observable<T> {
  if (typeof first === 'function') {
    return supervised(runWithSignal(first), superviseOptions(second), second);
  }
  const policy = superviseOptions(first);
  return (source) => supervised(source, policy, first);
}
