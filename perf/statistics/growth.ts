import { median } from 'simple-statistics';

/**
 * How many times the median of the first third of `values` that of the last third is: 1 is flat. For
 * runs too short for a slope to mean much.
 *
 * @throws RangeError with fewer than three values.
 */
export function growth(values: readonly number[]): number {
  const third = Math.floor(values.length / 3);
  if (third === 0) throw new RangeError(`${values.length} values have no thirds`);
  return median(values.slice(-third)) / median(values.slice(0, third));
}
