import { functionOption, millisecondsOption } from '../internal/options.js';
import type { Backoff } from './Backoff.js';
import { noJitter, type Jitter } from './jitter.js';

/** Options of {@link constant}. */
export interface ConstantOptions {
  /** The delay in milliseconds, before jitter. From 0 to 2,147,483,647. */
  readonly delay: number;
  /** How the delay is spread. Default {@link noJitter}. */
  readonly jitter?: Jitter;
}

/**
 * The same delay every time. A delay of 0 restarts as soon as the event loop has turned, in
 * microseconds.
 *
 * @param options - the delay, and how it is spread
 * @returns a backoff for a restart policy
 * @throws OptionRangeError when the delay is negative, not finite or over 2³¹−1 ms
 * @example
 * ```ts
 * import { constant } from 'ron-kernel';
 *
 * const backoff = constant({ delay: 250 });
 * console.log(backoff.delay({ attempt: 7, previous: 250 }, Math.random)); // → 250
 * ```
 */
export function constant(options: ConstantOptions): Backoff {
  const delay = millisecondsOption('delay', options.delay);
  const jitter = functionOption('jitter', options.jitter ?? noJitter);
  return {
    description: `constant, ${String(delay)} ms, ${jitter.description ?? 'jitter of its own'}`,
    delay: (_state, random) => Math.min(delay, jitter(delay, random)),
  };
}
