import { linearRegression, sum } from 'simple-statistics';
import type { Interval } from './Interval.js';
import { studentQuantile } from './studentQuantile.js';

/** Fewer points leave nothing to judge a line by. */
const FEWEST = 6;

/**
 * By how much y rises when x rises by one: the least squares line through `points`, ordered by x,
 * with its 95 % confidence interval. Measurements of one process follow each other too closely to
 * count as independent: with lag-one autocorrelation r of what the line leaves unexplained, n of them
 * are worth n·(1−r)/(1+r), as is usual for trends over time.
 *
 * @throws RangeError with fewer than six points, with all at the same x, or if one is not finite.
 */
export function slope(points: readonly (readonly [x: number, y: number])[]): Interval {
  if (points.length < FEWEST) {
    throw new RangeError(`a slope takes ${FEWEST} points at least, and there are ${points.length}`);
  }
  if (!points.flat().every(Number.isFinite)) throw new RangeError('a point is not finite');
  const count = points.length;
  const meanX = sum(points.map(([x]) => x)) / count;
  const spread = sum(points.map(([x]) => (x - meanX) ** 2));
  if (spread === 0) throw new RangeError('all points are at the same x');
  const line = linearRegression(points.map(([x, y]) => [x, y]));
  const left = points.map(([x, y]) => y - (line.m * x + line.b));
  const squares = sum(left.map((value) => value ** 2));
  const worth = Math.max(4, count * share(autocorrelation(left, squares)));
  const error = Math.sqrt(squares / (worth - 2) / spread);
  const reach = squares === 0 ? 0 : studentQuantile(worth - 2) * error;
  return { estimate: line.m, low: line.m - reach, high: line.m + reach };
}

function autocorrelation(left: readonly number[], squares: number): number {
  if (squares === 0) return 0;
  return sum(left.slice(1).map((value, index) => value * (left[index] ?? 0))) / squares;
}

const share = (r: number): number => Math.min(1, (1 - r) / (1 + r));
