import type { Observer, Subscription } from 'rxjs';
import { guarded } from '../internal/guarded.js';
import type { Receiver } from './Receivers.js';

const ignore = (): void => undefined;

const rethrow = (error: unknown): void => {
  throw error;
};

/**
 * The receiver for a function or an observer given to `subscribe`. Its `next` is the user's own
 * function with nothing in between; what that throws is the broadcast's to catch. After the end,
 * `subscription` is closed.
 */
export function directReceiver<E>(
  observer: Partial<Observer<E>>,
  name: string,
  subscription: Subscription,
): Receiver<E> {
  const { next = ignore, error = rethrow, complete = ignore } = observer;
  return {
    name,
    next: next.bind(observer),
    error: (failure) => {
      guarded(error.bind(observer))(failure);
      subscription.unsubscribe();
    },
    complete: () => {
      guarded(complete.bind(observer))();
      subscription.unsubscribe();
    },
  };
}
