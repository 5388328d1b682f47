import type { AnyOptions, KernelNode } from '../../KernelNode.js';
import type { SimulationGiven, SimulationMoment, SimulationMove } from '../SimulationOptions.js';
import type { Problem } from './Problems.js';

/** What can be done to a node. */
export type MoveName = Exclude<SimulationMove, 'slow-start'>;

/** What a config file may come to hold. */
export type Edit = Readonly<Record<string, unknown>>;

/** What an invariant of the user's looks at. */
interface PlayedMoment extends Omit<SimulationMoment, 'kernel'> {
  readonly kernel: KernelNode;
}

/** What is simulated, made anew for each node. */
export interface PlayedWorld {
  readonly options: AnyOptions;
  readonly edits: readonly Edit[];
  /** Called before a kernel starts. */
  readonly begin: (kernel: KernelNode) => void;
  /** Throw, or return what is wrong in words. */
  readonly invariants: Readonly<Record<string, (moment: PlayedMoment) => unknown>>;
}

/** One play, down to every choice in it. */
export interface Play {
  readonly world: (given: SimulationGiven) => PlayedWorld;
  readonly seed: number;
  readonly steps: number;
  /** The steps that make a move; the others only let time pass. Default all. */
  readonly only?: ReadonlySet<number> | undefined;
  /** Virtual milliseconds from one step to the next, on average. */
  readonly pace: number;
  readonly weights: readonly (readonly [MoveName, number])[];
  /** The share of runs that are slow to get ready. */
  readonly slowStarts: number;
  /** Whether events that nobody waits for must be free to be collected. */
  readonly retention: boolean;
}

/** What a play came to. */
export interface Played {
  /** How many steps were taken. */
  readonly steps: number;
  readonly elapsed: number;
  readonly nodes: number;
  readonly events: number;
  readonly starts: number;
  readonly moves: Readonly<Partial<Record<MoveName, number>>>;
  /** Equal for plays in which the same happened. */
  readonly digest: string;
  /** The last moves, in words. */
  readonly trace: readonly string[];
  /** The steps that made a move. */
  readonly moved: readonly number[];
  readonly problem: Problem | undefined;
}
