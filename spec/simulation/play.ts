import { simulate, type SimulationReport } from 'ron-kernel/testing';
import { world } from './world.js';

/** What is to be played. */
export interface PlayOptions {
  readonly seed: number;
  readonly steps: number;
  readonly only?: readonly number[] | undefined;
  /** Virtual milliseconds from one step to the next. Default 20. */
  readonly pace?: number;
  /** Whether a failure is reduced to its causes. Default true. */
  readonly shrink?: boolean;
}

/** Plays the world with one seed. Whoever plays it, it comes out the same. */
export function play({
  seed,
  steps,
  only,
  pace = 20,
  shrink = true,
}: PlayOptions): Promise<SimulationReport> {
  return simulate({
    world,
    seed,
    steps,
    pace,
    chaos: { stop: 0.3 },
    retention: true,
    shrink,
    ...(only && { only }),
  });
}
