import { median } from 'simple-statistics';
import { medianInterval } from '../../statistics/medianInterval.js';
import { ratioInterval } from '../../statistics/ratioInterval.js';
import type { Interval } from '../../statistics/Interval.js';
import type { Figures } from '../../support/Figures.js';
import { programNames, programs, type ProgramName } from './programs.js';
import type { Stopwatch } from './stopwatches.js';

/** How often each is started in a round; its time in the round is their median. */
const RUNS = 3;

/** What each program's time is set against. */
export const BASES: readonly ProgramName[] = ['bare Node', "import 'rxjs'"];

/** Starts every program, in so many rounds: the ms that each takes, and how many times each base. */
export async function startAll({ time }: Stopwatch, rounds: number): Promise<Figures> {
  const commands = programNames.map((name) => programs[name]);
  await time(commands, 1); // from here on, the files are in memory
  const all = programNames.map((): number[] => []);
  for (let round = 0; round < rounds; round++) {
    const times = await time(commands, RUNS);
    all.forEach((program, index) => program.push(1e3 * median([...(times[index] ?? [])])));
  }
  const figures: Record<string, number> = {};
  const note = (name: string, { estimate, low, high }: Interval): void => {
    Object.assign(figures, { [name]: estimate, [`${name}.low`]: low, [`${name}.high`]: high });
  };
  const of = (name: ProgramName): readonly number[] => all[programNames.indexOf(name)] ?? [];
  for (const name of programNames) {
    note(`${name}.ms`, medianInterval(of(name)));
    for (const base of BASES) note(`${name} : ${base}`, ratioInterval(of(name), of(base)));
  }
  return figures;
}
