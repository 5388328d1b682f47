import { ratioInterval } from '../../statistics/ratioInterval.js';
import type { Interval } from '../../statistics/Interval.js';
import { rounded } from '../../support/Report.js';
import type { Results } from '../../support/Results.js';
import { OURS } from '../ways/ways.js';

/** How many times as much `name` takes as the Bus. */
export function versusOurs(results: Results, name: string, figure: string): Interval {
  return ratioInterval(results.values(name, figure), results.values(OURS, figure));
}

/** A ratio with its interval; bold where all of it says that the Bus is slower. */
export function shown({ estimate, low, high }: Interval): string {
  const text = `${rounded(estimate)} (${rounded(low)}–${rounded(high)})`;
  return high < 1 ? `**${text}**` : text;
}
