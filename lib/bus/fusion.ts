import type { Observable } from 'rxjs';
import type { Broadcast } from './Broadcast.js';

const broadcasts = new WeakMap<object, Broadcast<unknown>>();

/** Notes that `observable` is nothing but `broadcast`, so that operators may read its ring. */
export function fuse<E>(observable: Observable<E>, broadcast: Broadcast<E>): void {
  broadcasts.set(observable, broadcast as Broadcast<unknown>);
}

/** The broadcast behind `observable`, if it is a Bus or a Bus's `asObservable()`. */
export function broadcastOf<E>(observable: object): Broadcast<E> | undefined {
  return broadcasts.get(observable) as Broadcast<E> | undefined;
}
