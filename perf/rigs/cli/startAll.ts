import { median } from 'simple-statistics';
import { medianInterval } from '../../statistics/medianInterval.js';
import { ratioInterval } from '../../statistics/ratioInterval.js';
import type { Interval } from '../../statistics/Interval.js';
import type { Figures } from '../../support/Figures.js';
import { programNames, programs, type ProgramName } from './programs.js';
import type { Stopwatch, Timed } from './stopwatches.js';

/** How often each is started in a round; its time in the round is their median. */
const RUNS = 3;

/** What each program's time is set against. */
export const BASES: readonly ProgramName[] = ['bare Node', "import 'rxjs'"];

/** What is said of a program in a round, by the prefix of its figures: by the clock, and of the processor. */
const MEASURES: Readonly<Record<string, (timed: Timed) => number | undefined>> = {
  '': ({ times }) => median([...times]),
  'processor, ': ({ processor }) => processor,
};

/**
 * Starts every program, in so many rounds: the ms that each takes, and how many times each base. Once
 * more for `processor, …` if the stopwatch tells.
 */
export async function startAll({ time }: Stopwatch, rounds: number): Promise<Figures> {
  const commands = programNames.map((name) => programs[name]);
  await time(commands, 1); // from here on, the files are in memory
  const all: (readonly Timed[])[] = [];
  for (let round = 0; round < rounds; round++) all.push(await time(commands, RUNS));

  const figures: Record<string, number> = {};
  const note = (name: string, { estimate, low, high }: Interval): void => {
    Object.assign(figures, { [name]: estimate, [`${name}.low`]: low, [`${name}.high`]: high });
  };
  for (const [prefix, measure] of Object.entries(MEASURES)) {
    const of = (name: ProgramName): readonly number[] =>
      all
        .flatMap((timed) => timed[programNames.indexOf(name)] ?? [])
        .flatMap((each) => measure(each) ?? []);
    for (const name of programNames) {
      const values = of(name);
      if (values.length === 0) continue;
      note(`${prefix}${name}.ms`, medianInterval(values.map((seconds) => 1e3 * seconds)));
      for (const base of BASES) note(`${prefix}${name} : ${base}`, ratioInterval(values, of(base)));
    }
  }
  return figures;
}
