import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { from, lastValueFrom, mergeMap } from 'rxjs';
import { programs, type Program } from './programs.js';
import { described, machine } from './support/machine.js';
import type { Verdict } from './support/Report.js';
import { runProgram } from './support/runProgram.js';
import { targets, toMarkdown } from './support/toMarkdown.js';

const groups = [...new Set(programs.map(({ group }) => group))];
const HELP = `npm run perf [-- name… --quick --json]

  name      ${[...groups, ...programs.map(({ name }) => name)].join('\n            ')}
  --quick   in seconds each: checks that everything holds, and judges no times
  --json    prints every figure and limit as JSON
`;

/** Those that were asked for by name or group; all when nothing was. */
function chosen(names: readonly string[]): readonly Program[] {
  const known = [...groups, ...programs.map(({ name }) => name)];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    throw new Error(`there is no '${unknown}'; there are ${known.join(', ')}`);
  }
  if (names.length === 0) return programs;
  return programs.filter(({ group, name }) => names.includes(group) || names.includes(name));
}

/** Times need a machine to themselves; what else is checked in a quick run doesn't. */
function abreast(quick: boolean): number {
  return quick ? availableParallelism() : 1;
}

async function run(asked: readonly Program[], quick: boolean, json: boolean): Promise<boolean> {
  const where = machine();
  const suites: Record<string, unknown> = {};
  const verdicts: Verdict[] = [];
  let held = true;
  const runOne = async ({ name, script }: Program): Promise<void> => {
    const started = performance.now();
    const words = [name, '--json', ...(quick ? ['--quick'] : [])];
    const { code, outcome } = await runProgram(new URL(script, import.meta.url), words);
    const seconds = ((performance.now() - started) / 1e3).toFixed(1);
    console.error(`${code === 0 ? 'pass' : 'FAIL'}  ${name}, ${seconds} s`);
    held &&= code === 0;
    Object.assign(suites, outcome?.suites);
    for (const verdict of outcome?.suites[name]?.targets ?? []) {
      verdicts.push({ ...verdict, target: `${name}: ${verdict.target}` });
    }
  };
  await lastValueFrom(from(asked).pipe(mergeMap(runOne, abreast(quick))));
  if (json) console.log(JSON.stringify({ machine: where, suites }, undefined, 2));
  else if (verdicts.length > 0) {
    console.log(`${described(where)}\n`);
    console.log(toMarkdown({ tables: [targets(verdicts)], verdicts: [] }));
  }
  return held;
}

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) console.log(HELP);
  else process.exitCode = (await run(chosen(positionals), values.quick, values.json)) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 2;
}
