import { KernelError } from '../errors.js';

/** What a simulation found, and how to see it again. */
export interface SimulationFailure {
  /** The invariant that didn't hold. */
  readonly invariant: string;
  /** What was seen instead. */
  readonly problem: string;
  /** The seed. */
  readonly seed: number;
  /** The step it was seen at: as many are needed. */
  readonly steps: number;
  /** The steps that make a move; the others only let time pass. */
  readonly only: readonly number[];
  /** What was done up to then, in words; the latest last. */
  readonly trace: readonly string[];
}

/** An invariant didn't hold in a simulation. */
export class SimulationFailedError extends KernelError {
  readonly code = 'ERR_SIMULATION_FAILED';

  constructor(
    /** What was found. */
    readonly failure: SimulationFailure,
  ) {
    const { invariant, problem, seed, steps, only, trace } = failure;
    const moves = only.length > 50 ? '' : `, only: [${only.join(', ')}]`;
    super(
      `${invariant}: ${problem}\n${trace.map((line) => `  ${line}\n`).join('')}` +
        `to see it again: simulate({ seed: ${seed}, steps: ${steps}${moves}, … })`,
    );
  }
}
