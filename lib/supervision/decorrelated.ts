import { numberOption } from '../internal/options.js';
import type { Backoff } from './Backoff.js';
import { backoffBounds } from './backoffBounds.js';

/** Options of {@link decorrelated}. */
export interface DecorrelatedOptions {
  /** The shortest delay in milliseconds. Default 100, or `cap` if that is less; from 0 to `cap`. */
  readonly base?: number;
  /** The longest delay in milliseconds. Default 30,000; up to 2,147,483,647. */
  readonly cap?: number;
  /** How many times the previous delay the next may be. Default 3; from 1. */
  readonly factor?: number;
}

/**
 * Anything from `base` to `factor` times the previous delay, capped before it is drawn. It brings its
 * own spread: children that crash together drift apart, and none returns before `base`.
 *
 * @param options - base, cap and factor; each has a default
 * @returns a backoff for a restart policy
 * @throws OptionRangeError when a time is negative, not finite or over 2³¹−1 ms, when `base` is above
 *   `cap`, or when `factor` is below 1
 * @example
 * ```ts
 * import { decorrelated } from 'ron-kernel';
 *
 * const backoff = decorrelated({ base: 100, cap: 1_000 });
 * const delay = backoff.delay({ attempt: 1, previous: 200 }, Math.random);
 * console.log(delay >= 100 && delay <= 600); // → true
 * ```
 */
export function decorrelated(options: DecorrelatedOptions = {}): Backoff {
  const { base, cap } = backoffBounds(options);
  const factor = numberOption('factor', options.factor ?? 3, 1, Number.MAX_SAFE_INTEGER);
  return {
    description: `decorrelated, ${String(base)} ms to ${String(cap)} ms, ×${String(factor)} at most`,
    delay({ previous }, random) {
      const longest = Math.min(cap, Math.max(base, previous) * factor);
      return base + (longest - base) * random();
    },
  };
}
