import { OptionTypeError } from '../../errors.js';
import {
  functionOption,
  integerOption,
  numberOption,
  objectOption,
  show,
} from '../../internal/options.js';
import type { ConfigSchema } from '../../config/index.js';
import type { KernelService } from '../../Kernel.js';
import type { AnyOptions } from '../../KernelNode.js';
import type { SimulationGiven, SimulationMove, SimulationOptions } from '../SimulationOptions.js';
import { DEFAULT_EDITS } from './defaultEdits.js';
import { MOVES } from './moves.js';
import type { MoveName, Play, PlayedWorld } from './Play.js';

/** Options of a simulation of anything. */
export interface AnySimulation extends Omit<
  SimulationOptions<readonly KernelService[], ConfigSchema>,
  'world'
> {
  readonly world: (given: SimulationGiven) => AnyOptions & Partial<Omit<PlayedWorld, 'options'>>;
}

/** How often each move is made: what happens to a node all the time, often, and now and then. */
const USUAL: Readonly<Record<SimulationMove, number>> = {
  crash: 10,
  complete: 3,
  hang: 3,
  'ignore-stop': 4,
  'slow-start': 5,
  burst: 12,
  subscribe: 6,
  leave: 3,
  stall: 5,
  edit: 5,
  reload: 3,
  watch: 1,
  release: 4,
  restart: 2,
  halt: 1,
  check: 2,
  block: 3,
  'clock-jump': 2,
  stop: 1,
};

const nothing = (): void => undefined;

const NAMES = Object.keys(MOVES) as MoveName[];

function checkChaos(chaos: AnySimulation['chaos'] = {}): Partial<typeof USUAL> {
  objectOption('chaos', chaos);
  for (const [move, weight] of Object.entries(chaos)) {
    if (!(move in USUAL)) {
      const moves = Object.keys(USUAL).join(', ');
      throw new OptionTypeError(`chaos has no move ${show(move)}; there are ${moves}`);
    }
    numberOption(`chaos.${move}`, weight, 0, 1_000_000);
  }
  return chaos;
}

function worldOf({ world }: AnySimulation, random: () => number): PlayedWorld {
  const made = world({ random });
  const { edits = DEFAULT_EDITS, begin = nothing, invariants = {}, ...options } = made;
  return { options, edits, begin, invariants };
}

function stepsOf(only: readonly number[]): ReadonlySet<number> {
  if (!Array.isArray(only)) {
    throw new OptionTypeError(`only has to be a list of steps, not ${show(only)}`);
  }
  for (const step of only) integerOption('only', step, 0, Infinity);
  return new Set(only);
}

/** Checks the options of a simulation, and says what is to be played. */
export function playOf(options: AnySimulation): Play {
  objectOption('options', options);
  const { world, seed = 1, steps = 1_000, pace = 50, chaos, only, retention = false } = options;
  functionOption('world', world);
  const weights = { ...USUAL, ...checkChaos(chaos) };
  return {
    world: ({ random }) => worldOf(options, random),
    seed: integerOption('seed', seed, 0, 2 ** 32 - 1),
    steps: integerOption('steps', steps, 1, 10_000_000),
    pace: numberOption('pace', pace, 1, 3_600_000),
    only: only && stepsOf(only),
    weights: NAMES.map((name) => [name, weights[name]] as const),
    slowStarts: Math.min(1, weights['slow-start'] / 100),
    retention,
  };
}
