import type { ObservableInput, ObservedValueOf, OperatorFunction } from 'rxjs';
import { integerOption } from '../internal/options.js';
import { projectEach } from './projectBounded.js';
import { readPlan, type ReadOptions } from './readerOf.js';

/** Options of {@link mergeMapBounded}. */
export interface MergeMapBoundedOptions extends ReadOptions {
  /** How many inner observables may run at a time: a whole number from 1 to 65,536. */
  readonly concurrency: number;
}

/**
 * `mergeMap` with both its bounds stated: at most `concurrency` inner observables at a time, and at
 * most `capacity` events held while they work. What it loses is counted.
 *
 * Directly on a bus it reads the bus's ring and copies nothing (with `'drop-newest'`, the events it
 * keeps). A rejected `project` ends the stream, as with `mergeMap`.
 *
 * @param project - gets an event and its index; an async function, or anything else RxJS can subscribe to
 * @throws {@link OptionTypeError} or {@link OptionRangeError} for a bad option; the latter also, when
 * piped, for a capacity above the bus's own
 *
 * @example
 * ```ts
 * import { setTimeout } from 'node:timers/promises';
 * import { Bus, mergeMapBounded } from 'ron-kernel';
 *
 * const bus = new Bus<string>();
 * const greet = async (name: string) => {
 *   await setTimeout(10);
 *   return `hello ${name}`;
 * };
 * bus
 *   .pipe(mergeMapBounded(greet, { name: 'greet', concurrency: 2 }))
 *   .subscribe((greeting) => console.log(greeting));
 * for (const name of ['Ada', 'Grace', 'Barbara']) bus.publish(name);
 * await bus.close();
 * ```
 */
export function mergeMapBounded<E, O extends ObservableInput<unknown>>(
  project: (event: E, index: number) => O,
  options: MergeMapBoundedOptions,
): OperatorFunction<E, ObservedValueOf<O>> {
  const plan = readPlan('mergeMapBounded', options);
  return projectEach(plan, project, integerOption('concurrency', options.concurrency, 1, 65_536));
}
