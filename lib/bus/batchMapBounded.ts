import type { ObservableInput, ObservedValueOf, OperatorFunction } from 'rxjs';
import { functionOption } from '../internal/options.js';
import { capacityOption } from './overflow.js';
import { projectBounded } from './projectBounded.js';
import { readPlan, type ReadOptions } from './readerOf.js';

/** Options of {@link batchMapBounded}. */
export interface BatchMapBoundedOptions extends ReadOptions {
  /**
   * How many events `project` gets at most: a whole number from 1 to 4,194,304. It never gets more
   * than `capacity`.
   *
   * @defaultValue `capacity`
   */
  readonly maxBatch?: number;
}

/**
 * Hands `project` all events that are pending, as one array, and the next such array once it is
 * done. The operator for a consumer that is cheaper per event when it takes many: a bulk insert, a
 * file append.
 *
 * Directly on a bus it reads the bus's ring and copies nothing but the arrays (with
 * `'drop-newest'`, the events it keeps). On a bus with a `context`, an array is handed over in the
 * context of its first event.
 *
 * @param project - gets the events, at least one, and the array's index
 * @throws {@link OptionTypeError} or {@link OptionRangeError} for a bad option; the latter also, when
 * piped, for a capacity above the bus's own
 *
 * @example
 * ```ts
 * import { setTimeout } from 'node:timers/promises';
 * import { batchMapBounded, Bus } from 'ron-kernel';
 *
 * const bus = new Bus<number>();
 * const insert = async (rows: readonly number[]) => {
 *   await setTimeout(10);
 *   console.log(`inserted ${rows.length} rows`);
 * };
 * bus.pipe(batchMapBounded(insert, { name: 'table', maxBatch: 500 })).subscribe();
 * for (let row = 0; row < 1_200; row++) bus.publish(row);
 * await bus.close();
 * ```
 */
export function batchMapBounded<E, O extends ObservableInput<unknown>>(
  project: (events: readonly E[], index: number) => O,
  options: BatchMapBoundedOptions = {},
): OperatorFunction<E, ObservedValueOf<O>> {
  return projectBounded<E, readonly E[], O>(readPlan('batchMapBounded', options), {
    project: functionOption('project', project),
    concurrency: 1,
    batch: options.maxBatch === undefined ? Infinity : capacityOption(options.maxBatch, 'maxBatch'),
    take: (reader, start) => reader.readBatch(start),
  });
}
