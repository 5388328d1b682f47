import { exhaustMap, map, timer, type MonoTypeOperatorFunction } from 'rxjs';

/**
 * The first value of a burst, `delay` ms late; what comes in between is part of the burst. Unlike a
 * debounce it doesn't starve while values keep coming.
 */
export function onceABurst<T>(delay: number): MonoTypeOperatorFunction<T> {
  return exhaustMap((value) => timer(delay).pipe(map(() => value)));
}
