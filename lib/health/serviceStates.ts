import { Observable } from 'rxjs';
import { macrotask } from '../internal/macrotask.js';
import { relay } from '../internal/relay.js';
import type { ServiceHealth } from './readiness.js';

/** With more services than that, to look at all of them after every change of one takes too long. */
const MANY = 100;

/**
 * The states of all services after each of `changes$`. Of many, only the first change in a turn of the
 * event loop is told at once, and what else changes in it at its end: a thousand that crash together
 * would keep the loop busy with what is out of date the next moment.
 */
export function serviceStates(
  changes$: Observable<unknown>,
  services: () => readonly ServiceHealth[],
): Observable<readonly ServiceHealth[]> {
  return new Observable((subscriber) => {
    let count = 0;
    let [told, pending] = [false, false];
    const tell = (): void => {
      pending = false;
      const states = services();
      count = states.length;
      subscriber.next(states);
    };
    const turned = (): void => {
      told = false;
      if (pending && !subscriber.closed) tell();
    };
    const changed = (): void => {
      pending = true;
      if (told) return;
      tell();
      if (count <= MANY) return;
      told = true;
      macrotask(turned);
    };
    relay(changes$, subscriber, {
      next: changed,
      error: (error: unknown) => subscriber.error(error),
      complete: () => {
        if (pending) tell();
        subscriber.complete();
      },
    });
  });
}
