import type { BootstrapOptions } from './bootstrap.js';
import type { Interval } from './Interval.js';
import { medianInterval } from './medianInterval.js';

/**
 * How many times as much as `bases` the `values` are: the median of their ratios, pair by pair. A pair
 * is what was measured one right after the other, so that a slow spell of the machine hits both.
 *
 * @throws RangeError if they aren't pairs, or a ratio is no finite number.
 */
export function ratioInterval(
  values: readonly number[],
  bases: readonly number[],
  options?: BootstrapOptions,
): Interval {
  if (values.length !== bases.length) {
    throw new RangeError(`${values.length} values and ${bases.length} bases make no pairs`);
  }
  const ratios = values.map((value, index) => value / (bases[index] ?? NaN));
  return medianInterval(ratios, options);
}
