import type { AnyOptions } from '../../KernelNode.js';
import type { Dice } from './Dice.js';
import type { Problems } from './Problems.js';
import type { VirtualLoop } from './VirtualLoop.js';

/** What a simulated node is made for. */
export interface NodePlan {
  /** As for `createKernel`. */
  readonly options: AnyOptions;
  readonly loop: VirtualLoop;
  readonly problems: Problems;
  /** What faults that aren't moves are drawn from. */
  readonly dice: Dice;
  /** The share of runs that are slow to get ready. */
  readonly slowStarts: number;
}
