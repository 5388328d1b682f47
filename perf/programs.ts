import { suites } from './micro/suites.js';
import { rigs } from './rigs/rigs.js';

/** A command that measures: with `--json` it prints an {@link Outcome}, and it understands `--quick`. */
export interface Program {
  /** What else runs when this group is asked for. */
  readonly group: string;
  readonly name: string;
  /** Its module, relative to this one. */
  readonly script: string;
}

/** Everything that measures, in the order it runs. */
export const programs: readonly Program[] = [
  ...Object.keys(suites).map((name) => ({ group: 'bench', name, script: './micro/main.js' })),
  ...Object.keys(rigs).map((name) => ({ group: 'rigs', name, script: './rigs/main.js' })),
];
