import { Observable, Subject, Subscription } from 'rxjs';
import { methodsOption } from '../internal/options.js';
import type { Failure } from './Reader.js';
import { readerOf, readPlan, type ReadOptions } from './readerOf.js';

/** Options of {@link eachValueBounded} and of a bus's `values`. */
export interface EachValueOptions extends ReadOptions {
  /** Ends the iteration: the loop throws the signal's reason, and what is pending is abandoned. */
  readonly signal?: AbortSignal;
}

interface Waiter<E> {
  readonly resolve: (result: IteratorResult<E, undefined>) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * An async iterator over what `source` emits from this call on, for `for await`. While the loop's
 * body works, at most `capacity` events are held, and what is lost is counted. `break`, a throw in
 * the body and the signal unsubscribe.
 *
 * It subscribes at the call, not at the first `next()`. The loop's body runs in the loop's own
 * async context, also on a bus with a `context`.
 *
 * @throws {@link OptionTypeError} or {@link OptionRangeError} for a bad option
 *
 * @example
 * ```ts
 * import { interval, take } from 'rxjs';
 * import { eachValueBounded } from 'ron-kernel';
 *
 * for await (const tick of eachValueBounded(interval(5).pipe(take(3)), { capacity: 16 })) {
 *   console.log(tick);
 * }
 * ```
 */
export function eachValueBounded<E>(
  source: Observable<E>,
  { signal, ...options }: EachValueOptions = {},
): AsyncIterableIterator<E, undefined> {
  if (signal !== undefined) {
    methodsOption('signal', signal, ['addEventListener', 'removeEventListener']);
  }
  const waiting: Waiter<E>[] = [];
  let done = false;
  let failure: Failure | undefined;

  const finish = (failed?: Failure): void => {
    if (done) return;
    done = true;
    signal?.removeEventListener('abort', abort);
    if (failed !== undefined) {
      const first = waiting.shift();
      if (first === undefined) failure = failed;
      else first.reject(failed.error);
    }
    for (const { resolve } of waiting.splice(0)) resolve({ done: true, value: undefined });
  };
  const ended$ = new Subject<never>();
  const { reader, connect } = readerOf<E>(source, readPlan('values', options), 1, {
    ready: () => waiting.length > 0,
    take: () => {
      reader.read((value) => {
        waiting.shift()?.resolve({ done: false, value });
      });
    },
    complete: () => ended$.complete(),
    stop: (failed) => {
      if (failed === undefined) ended$.complete();
      else ended$.error(failed.error);
    },
  });
  const reading$ = new Observable<never>((destination) => {
    ended$.subscribe(destination);
    connect(destination);
  });
  const subscription = new Subscription();
  const abort = (): void => {
    subscription.unsubscribe();
    finish({ error: signal?.reason });
  };
  if (signal?.aborted === true) {
    abort();
  } else {
    signal?.addEventListener('abort', abort);
    subscription.add(
      reading$.subscribe({
        error: (error: unknown) => {
          finish({ error });
        },
        complete: finish,
      }),
    );
  }

  return {
    next: () =>
      new Promise((resolve, reject) => {
        if (failure !== undefined) {
          reject(failure.error);
          failure = undefined;
        } else if (done) {
          resolve({ done: true, value: undefined });
        } else {
          waiting.push({ resolve, reject });
          reader.freed();
        }
      }),
    return: () => {
      subscription.unsubscribe();
      finish();
      return Promise.resolve({ done: true, value: undefined });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
