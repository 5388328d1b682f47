import { functionOption, numberOption } from '../internal/options.js';
import type { Backoff } from './Backoff.js';
import { backoffBounds } from './backoffBounds.js';
import { fullJitter, type Jitter } from './jitter.js';

/** Options of {@link exponential}. */
export interface ExponentialOptions {
  /** The first delay in milliseconds, before jitter. Default 100, or `cap` if that is less; from 0 to `cap`. */
  readonly base?: number;
  /** The longest delay in milliseconds. Default 30,000; up to 2,147,483,647. */
  readonly cap?: number;
  /** What each further failure multiplies the delay by. Default 2; from 1. */
  readonly factor?: number;
  /** How the delay is spread. Default {@link fullJitter}. */
  readonly jitter?: Jitter;
}

/**
 * Delays that grow by `factor` with each failure: capped first, then spread downwards, so that no
 * delay is ever above the cap.
 *
 * @param options - base, cap, factor and jitter; each has a default
 * @returns a backoff for a restart policy
 * @throws OptionRangeError when a time is negative, not finite or over 2³¹−1 ms, when `base` is above
 *   `cap`, or when `factor` is below 1
 * @example
 * ```ts
 * import { exponential, noJitter } from 'ron-kernel';
 *
 * const backoff = exponential({ base: 100, cap: 1_000, jitter: noJitter });
 * console.log([0, 1, 2, 3, 4].map((attempt) => backoff.delay({ attempt, previous: 0 }, Math.random)));
 * // → [100, 200, 400, 800, 1000]
 * ```
 */
export function exponential(options: ExponentialOptions = {}): Backoff {
  const { base, cap } = backoffBounds(options);
  const factor = numberOption('factor', options.factor ?? 2, 1, Number.MAX_SAFE_INTEGER);
  const jitter = functionOption('jitter', options.jitter ?? fullJitter);
  const spread = jitter.description ?? 'jitter of its own';
  return {
    description: `exponential, ${String(base)} ms ×${String(factor)} up to ${String(cap)} ms, ${spread}`,
    delay({ attempt }, random) {
      const delay = base === 0 ? 0 : Math.min(cap, base * factor ** attempt);
      return Math.min(delay, jitter(delay, random));
    },
  };
}
