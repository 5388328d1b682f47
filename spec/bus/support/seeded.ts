import type { Parameters as RunParameters } from 'fast-check';

/**
 * How often fast-check tries a property. The seed is fixed, so that a run repeats; `RON_SEED` sets
 * another, to look further.
 */
export function seeded<T>(numRuns: number): RunParameters<T> {
  return { numRuns, seed: Number(process.env['RON_SEED'] ?? 20) };
}
