import { quantile } from 'simple-statistics';
import type { Figures } from '../../support/Figures.js';

/** Slices beyond this many are left out when there is no time for more. */
const ENOUGH = 6;

/** And how many milliseconds that is. */
const PATIENCE = 4_000;

/**
 * Measures a thing in `slices`, one after the other in this process; leaves out the first third, while
 * the engine learns, and takes the lower quartile of each figure. Other programs only ever add to what
 * a slice takes, so that the lower slices say more of the code and less of the machine.
 */
export async function undisturbed(
  slices: number,
  measure: () => Promise<Figures>,
): Promise<Figures> {
  const all: Figures[] = [];
  const until = performance.now() + PATIENCE;
  while (all.length < slices && (all.length < ENOUGH || performance.now() < until)) {
    all.push(await measure());
  }
  const counted = all.slice(Math.floor(all.length / 3));
  return Object.fromEntries(
    Object.keys(counted[0] ?? {}).map((figure) => [
      figure,
      quantile(
        counted.map((figures) => figures[figure] ?? NaN),
        0.25,
      ),
    ]),
  );
}
