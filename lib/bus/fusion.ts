import type { Observable } from 'rxjs';
import type { Broadcast } from './Broadcast.js';

const broadcasts = new WeakMap<object, Broadcast<unknown>>();
const hosts = new WeakMap<object, Broadcast<unknown>>();

/** Notes that `observable` is nothing but `broadcast`, so that operators may read its ring. */
export function fuse<E>(observable: Observable<E>, broadcast: Broadcast<E>): void {
  broadcasts.set(observable, broadcast as Broadcast<unknown>);
}

/** The broadcast behind `observable`, if it is a Bus or a Bus's `asObservable()`. */
export function broadcastOf<E>(observable: object): Broadcast<E> | undefined {
  return broadcasts.get(observable) as Broadcast<E> | undefined;
}

/** Notes that `part` is some of what `whole` emits: who reads it more slowly is in the same account. */
export function keepHost<T extends object>(part: T, whole: object): T {
  const host = hostOf(whole);
  if (host !== undefined) hosts.set(part, host);
  return part;
}

/** The broadcast that `observable` is, or is some of. */
export function hostOf(observable: object): Broadcast<unknown> | undefined {
  return broadcastOf(observable) ?? hosts.get(observable);
}
