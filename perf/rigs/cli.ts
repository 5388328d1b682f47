import { judge, rounded, type Report, type Table } from '../support/Report.js';
import type { Results } from '../support/Results.js';
import { bundle } from './cli/bundle.js';
import { filesLoaded } from './cli/filesLoaded.js';
import { programNames, programs, type ProgramName } from './cli/programs.js';
import { BASES, startAll } from './cli/startAll.js';
import { hyperfine, ownStopwatch } from './cli/stopwatches.js';
import { choices, count, type Values } from './support/options.js';
import type { Load, Rig } from './support/Rig.js';

const options = {
  rounds: count({ help: 'how often all are started', default: 15, quick: 1, least: 1 }),
  by: choices(['hyperfine', 'own'], {
    help: 'what times them: hyperfine where it is installed',
    default: ['hyperfine', 'own'],
  }),
};

type Asked = Values<typeof options>;

const LOAD = 'start-ups';

/** About how long all of them take once, in milliseconds. */
const ROUND = 5_000;

function loads({ rounds, by }: Asked): readonly Load[] {
  const run = async () => {
    await bundle();
    const watch = (by.includes('hyperfine') ? await hyperfine() : undefined) ?? ownStopwatch;
    const figures: Record<string, number> = { ...(await startAll(watch, rounds)) };
    figures['hyperfine'] = Number(watch !== ownStopwatch);
    for (const name of programNames) figures[`${name}.files`] = await filesLoaded(programs[name]);
    return figures;
  };
  return [{ name: LOAD, duration: (rounds + 0.5) * ROUND, run }];
}

function report(results: Results): Report {
  const of = (figure: string): number => results.of(LOAD, figure).median;
  const interval = (figure: string): string =>
    `${rounded(of(figure))} (${rounded(of(`${figure}.low`))}–${rounded(of(`${figure}.high`))})`;
  const times = (name: ProgramName, base: ProgramName, limit: number) => {
    const sample = { at: LOAD, value: results.of(LOAD, `${name} : ${base}`) };
    return judge(`${name} : ${base}`, 'at most', limit, '×', [sample]);
  };
  const table = (title: string, prefix: string): Table => {
    const ms = (name: ProgramName): number => of(`${prefix}${name}.ms`);
    const [bare, rxjs] = [ms('bare Node'), ms("import 'rxjs'")];
    return {
      title,
      columns: ['', 'ms', ...BASES.map((base) => `: ${base}`), 'more than Node : rxjs more'],
      rows: programNames.map((name) => [
        name,
        interval(`${prefix}${name}.ms`),
        ...BASES.map((base) => interval(`${prefix}${name} : ${base}`)),
        rounded((ms(name) - bare) / (rxjs - bare)),
      ]),
    };
  };
  const byHyperfine = of('hyperfine') === 1;
  const by = byHyperfine ? 'hyperfine' : 'own timing';
  return {
    tables: [
      table(`ms from start to end, and times another, by ${by}`, ''),
      ...(byHyperfine ? [table('ms of processor time, and times another', 'processor, ')] : []),
      {
        title: 'files that are loaded',
        columns: ['', 'files'],
        rows: programNames.map((name) => [name, String(of(`${name}.files`))]),
      },
    ],
    verdicts: [
      times("import 'ron-kernel'", "import 'rxjs'", 1.15),
      times("import 'ron-kernel/bus'", "import 'rxjs'", 1.15),
      times('demo --help', 'bare Node', 1.5),
    ],
  };
}

/** How soon is it there? */
export const cli: Rig<typeof options> = {
  name: 'cli',
  question: 'How long do programs take to start, beside bare Node and RxJS alone?',
  options,
  loads,
  report,
};
