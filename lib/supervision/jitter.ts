import type { Random } from './Backoff.js';

/**
 * Spreads a delay downwards, so that children that crashed together don't come back together.
 * Never adds: what a backoff capped stays under its cap.
 */
export interface Jitter {
  (delay: number, random: Random): number;
  /** How it reads to a person. */
  readonly description?: string;
}

const jitter = (description: string, spread: (delay: number, random: Random) => number): Jitter =>
  Object.assign(spread, { description });

/** Anything from 0 to the whole delay. Spreads best and recovers soonest; the default. */
export const fullJitter: Jitter = jitter('full jitter', (delay, random) => delay * random());

/** Half the delay, and anything up to the other half. Keeps a pause where an early start is costly. */
export const equalJitter: Jitter = jitter(
  'equal jitter',
  (delay, random) => delay / 2 + (delay / 2) * random(),
);

/** The delay as it is. For tests, and where only one child can crash. */
export const noJitter: Jitter = jitter('no jitter', (delay) => delay);
