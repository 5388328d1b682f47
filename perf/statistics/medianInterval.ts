import { median } from 'simple-statistics';
import { bootstrap, type BootstrapOptions } from './bootstrap.js';
import type { Interval } from './Interval.js';

/** The median of `values`, by {@link bootstrap}. */
export function medianInterval(values: readonly number[], options?: BootstrapOptions): Interval {
  return bootstrap(values, median, options);
}
