import { Observable, type MonoTypeOperatorFunction, type SchedulerLike } from 'rxjs';
import { methodsOption } from '../internal/options.js';
import { deferral } from './deferral.js';
import { readerOf, readPlan, sharedRing, type ReadOptions } from './readerOf.js';

/** Options of {@link bounded}. */
export interface BoundedOptions extends ReadOptions {
  /** Delivers on this scheduler instead of in a microtask. */
  readonly scheduler?: SchedulerLike;
}

const resolved = Promise.resolve();

/**
 * A named, bounded asynchronous boundary: what comes after it runs apart from the bus and from the
 * other subscribers, in a microtask of its own after the pump's visit or on `scheduler`, and holds
 * at most `capacity` events. For a slow consumer that can't be an async function; for one that can,
 * see {@link concatMapBounded}.
 *
 * Directly on a bus it reads the bus's ring and copies nothing.
 *
 * @throws {@link OptionTypeError} or {@link OptionRangeError} for a bad option; the latter also, when
 * piped, for a capacity above the bus's own
 *
 * @example
 * ```ts
 * import { asyncScheduler } from 'rxjs';
 * import { Bus, bounded } from 'ron-kernel';
 *
 * const bus = new Bus<number>();
 * bus
 *   .pipe(bounded({ name: 'gauge', overflow: 'latest', scheduler: asyncScheduler }))
 *   .subscribe((value) => console.log(value));
 * for (const value of [1, 2, 3]) bus.publish(value);
 * await bus.close();
 * ```
 */
export function bounded<E>(options: BoundedOptions = {}): MonoTypeOperatorFunction<E> {
  const plan = readPlan('bounded', options);
  const { scheduler } = options;
  if (scheduler !== undefined) methodsOption('scheduler', scheduler, ['schedule']);
  return (source) => {
    sharedRing(source, plan);
    return new Observable((destination) => {
      const later = deferral(scheduler) ?? microtask;
      let due = false;
      let delivering = false;
      const deliver = (event: E): void => destination.next(event);
      const run = (): void => {
        due = false;
        delivering = true;
        reader.freed();
        delivering = false;
      };
      const { reader, connect } = readerOf<E>(source, plan, 1, {
        ready: () => {
          if (delivering) return true;
          if (!due) {
            due = true;
            later(run);
          }
          return !due; // a scheduler such as RxJS's queue has run it already
        },
        take: () => reader.read(deliver),
        complete: () => destination.complete(),
        stop: (failure) => {
          if (failure === undefined) destination.complete();
          else destination.error(failure.error);
        },
      });
      connect(destination);
    });
  };
}

function microtask(work: () => void): void {
  void resolved.then(work);
}
