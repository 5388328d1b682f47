import { asapScheduler, concatMap, observeOn, Subject } from 'rxjs';
import type { Tick } from '../../micro/support/handlers.js';
import { uncounted, type Way } from './Way.js';

/** RxJS's own Subject. */
export function subjectWay(): Way {
  const subject = new Subject<Tick>();
  return {
    publish: (tick) => subject.next(tick),
    subscribe: (handle) => void subject.subscribe(handle),
    subscribeAsync: (handle) => void subject.pipe(concatMap(handle)).subscribe(),
    dropped: uncounted,
  };
}

/** A Subject that delivers in microtasks. */
export function observedOnWay(): Way {
  const subject = new Subject<Tick>();
  const later$ = subject.pipe(observeOn(asapScheduler));
  return {
    publish: (tick) => subject.next(tick),
    subscribe: (handle) => void later$.subscribe(handle),
    subscribeAsync: (handle) => void later$.pipe(concatMap(handle)).subscribe(),
    dropped: uncounted,
  };
}
