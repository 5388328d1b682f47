import type { ObservableInput, ObservedValueOf, OperatorFunction } from 'rxjs';
import { projectEach } from './projectBounded.js';
import { readPlan, type ReadOptions } from './readerOf.js';

/**
 * `concatMap` that holds at most `capacity` events while it works: one inner observable at a time,
 * in order, and what it loses is counted. The operator for an async consumer.
 *
 * Directly on a bus it reads the bus's ring and copies nothing (with `'drop-newest'`, the events it
 * keeps). A rejected `project` ends the stream, as with `concatMap`; to retry an event, put
 * `supervise` inside `project`.
 *
 * @param project - gets an event and its index; an async function, or anything else RxJS can subscribe to
 * @throws {@link OptionTypeError} or {@link OptionRangeError} for a bad option; the latter also, when
 * piped, for a capacity above the bus's own
 *
 * @example
 * ```ts
 * import { setTimeout } from 'node:timers/promises';
 * import { Bus, concatMapBounded } from 'ron-kernel';
 *
 * const bus = new Bus<string>();
 * const save = async (line: string) => {
 *   await setTimeout(10);
 *   console.log(line);
 * };
 * bus.pipe(concatMapBounded(save, { name: 'audit', capacity: 256 })).subscribe();
 * for (const line of ['a', 'b', 'c']) bus.publish(line);
 * await bus.close();
 * ```
 */
export function concatMapBounded<E, O extends ObservableInput<unknown>>(
  project: (event: E, index: number) => O,
  options: ReadOptions = {},
): OperatorFunction<E, ObservedValueOf<O>> {
  return projectEach(readPlan('concatMapBounded', options), project, 1);
}
