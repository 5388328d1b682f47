import { Subscriber } from 'rxjs';

const MEMBERS = ['next', 'closed', 'add', 'remove', 'unsubscribe'];

/**
 * Whether `to` stands at the head of a pipe and knows by itself when to stop, told as RxJS tells it:
 * it may come from another copy of RxJS.
 */
export function isSubscriber<E>(to: unknown): to is Subscriber<E> {
  return (
    to instanceof Subscriber ||
    (typeof to === 'object' && to !== null && MEMBERS.every((member) => member in to))
  );
}
