import { OptionRangeError } from '../errors.js';
import { millisecondsOption } from '../internal/options.js';

/** `base` and `cap` of a backoff, checked each and against one another. */
export function backoffBounds(options: { readonly base?: number; readonly cap?: number }): {
  readonly base: number;
  readonly cap: number;
} {
  const cap = millisecondsOption('cap', options.cap ?? 30_000);
  const base = millisecondsOption('base', options.base ?? Math.min(100, cap));
  if (base > cap) {
    throw new OptionRangeError(
      `base must not be above cap, got base ${String(base)} and cap ${String(cap)}`,
    );
  }
  return { base, cap };
}
