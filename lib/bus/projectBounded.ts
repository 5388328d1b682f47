import {
  from,
  Observable,
  type ObservableInput,
  type ObservedValueOf,
  type OperatorFunction,
} from 'rxjs';
import { functionOption } from '../internal/options.js';
import { relay } from '../internal/relay.js';
import type { Reader } from './Reader.js';
import { readerOf, sharedRing, type ReadPlan } from './readerOf.js';

/** How a projecting operator takes from its reader. */
export interface Projection<E, I, O> {
  /** How many inner observables may run at a time. */
  readonly concurrency: number;
  /** How many events go into one of them at most. */
  readonly batch: number;
  /** Takes what one of them needs and starts it. */
  readonly take: (reader: Reader<E>, start: (input: I) => void) => void;
  readonly project: (input: I, index: number) => O;
}

/** What {@link concatMapBounded}, {@link mergeMapBounded} and {@link batchMapBounded} have in common. */
export function projectBounded<E, I, O extends ObservableInput<unknown>>(
  plan: ReadPlan,
  { concurrency, batch, take, project }: Projection<E, I, O>,
): OperatorFunction<E, ObservedValueOf<O>> {
  return (source) => {
    sharedRing(source, plan);
    return new Observable((destination) => {
      let active = 0;
      let index = 0;
      let completed = false;
      const completeIfDone = (): void => {
        if (completed && active === 0) destination.complete();
      };
      const onInner = {
        next: (value: ObservedValueOf<O>) => destination.next(value),
        error: (error: unknown) => destination.error(error),
        complete: () => {
          active -= 1;
          completeIfDone();
          reader.freed();
        },
      };
      const start = (input: I): void => {
        active += 1;
        let inner: Observable<ObservedValueOf<O>>;
        try {
          inner = from(project(input, index++));
        } catch (error) {
          destination.error(error);
          return;
        }
        relay(inner, destination, onInner);
      };
      const { reader, connect } = readerOf<E>(source, plan, batch, {
        ready: () => active < concurrency,
        take: () => take(reader, start),
        complete: () => {
          completed = true;
          completeIfDone();
        },
        stop: (failure) => {
          if (failure === undefined) destination.complete();
          else destination.error(failure.error);
        },
      });
      connect(destination);
    });
  };
}

/** What {@link concatMapBounded} and {@link mergeMapBounded} have in common: an inner observable per event. */
export function projectEach<E, O extends ObservableInput<unknown>>(
  plan: ReadPlan,
  project: (event: E, index: number) => O,
  concurrency: number,
): OperatorFunction<E, ObservedValueOf<O>> {
  return projectBounded<E, E, O>(plan, {
    project: functionOption('project', project),
    concurrency,
    batch: 1,
    take: (reader, start) => reader.read(start),
  });
}
