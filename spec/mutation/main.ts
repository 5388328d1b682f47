import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { Findings } from './Findings.js';
import { killAll } from './killAll.js';
import { buildForStarted, mutantsOf } from './mutants.js';
import { report } from './report.js';

const HELP = `npm run mutation -- [options] [specs]

Changes the library in thousands of places, one at a time, and asks for each whether a spec fails.
Those that survive are said at the end, with the line that each changes, and left in build/mutation/survivors.txt.

  --mutate PATH   a file or folder to change, more than once for more; default lib/bus, lib/supervision and lib/config
  --jobs N        processes that run specs at once; default 4, since they wait for mutants that hang
  --least N       the score, in percent of what specs come by, that is enough; default 85
  --resume        goes on where the last run was interrupted, with the files and specs of then
  [specs]         the specs to ask; default those of bus, supervision, with its conformance, and config
`;

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    mutate: {
      type: 'string',
      multiple: true,
      default: ['lib/bus', 'lib/supervision', 'lib/config'],
    },
    jobs: { type: 'string', default: '4' },
    least: { type: 'string', default: '85' },
    resume: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** Quick tests are asked first, in ms: most mutants are killed before a slow one has to be repeated for them. */
const LIMITS = [10, 50, 500, 2000, Infinity];
const dir = resolve('build/mutation');
const specs =
  positionals.length > 0
    ? positionals
    : ['spec/bus', 'spec/supervision', 'spec/conformance', 'spec/config'];
const started = performance.now();

function filesIn(path: string): string[] {
  if (path.endsWith('.ts')) return [path];
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${path}/${name}`)
    .sort();
}

/** Runs the specs, whatever comes of it: what they found is among the findings. */
async function vitest(limit: number, specs: readonly string[]): Promise<void> {
  const log = createWriteStream(`${dir}/vitest.log`, { flags: 'a' });
  await once(log, 'open');
  const child = spawn(
    'npx',
    ['vitest', 'run', '--config', 'spec/mutation/vitest.config.js', ...specs],
    {
      env: {
        ...process.env,
        NODE_OPTIONS: `--require "${resolve('spec/mutation/started.cjs')}"`,
        RON_MUTATION: dir,
        RON_MUTATION_JOBS: given.jobs,
        RON_MUTATION_LIMIT: String(limit),
      },
      stdio: ['ignore', log, log],
    },
  );
  await once(child, 'exit');
  killAll(`RON_MUTATION=${dir}`); // what a process had started that a mutant ended
  log.end();
  await finished(log);
}

function say(text: string): void {
  process.stdout.write(`${((performance.now() - started) / 60_000).toFixed(1)} min  ${text}\n`);
}

/** The specs that have tests of up to `limit` ms which come by a mutant that is alive, and weren't asked about it. */
function specsLeft(findings: Findings, limit: number): string[] {
  const asked = findings.asked();
  const killed = findings.killed();
  const left = findings
    .looks()
    .filter(({ ms }) => ms <= limit)
    .filter(({ id, hits }) =>
      Object.keys(hits).some((mutant) => !killed.has(mutant) && !asked.has(`${id} ${mutant}`)),
    );
  return [...new Set(left.map(({ spec }) => spec))];
}

/** Asks the tests that take up to `limit` ms, again where a mutant ended the process. */
async function ask(findings: Findings, limit: number): Promise<void> {
  for (let round = 1; round <= 500; round++) {
    const left = specsLeft(findings, limit);
    say(`up to ${limit} ms: ${findings.killed().size} killed, ${left.length} specs to ask`);
    if (left.length === 0) return;
    await vitest(limit, left);
  }
  throw new Error(`${dir}/vitest.log says why no round ends`);
}

/** Makes the mutants, and looks which tests come by them. */
async function look(findings: Findings): Promise<void> {
  rmSync(dir, { recursive: true, force: true });
  const mutants = await mutantsOf(given.mutate.flatMap(filesIn));
  findings.begin(mutants);
  buildForStarted(mutants, dir);
  await vitest(0, specs);
  const looks = findings.looks();
  const failed = findings.failed();
  say(`${mutants.mutants.length} mutants, ${looks.length} tests, ${failed.length} of them fail`);
  if (looks.length === 0 || failed.length > 0)
    throw new Error(failed.join('\n') || `${dir}/vitest.log says why no test ran`);
}

async function run(): Promise<number> {
  const findings = new Findings(dir);
  if (!given.resume) await look(findings);
  for (const limit of LIMITS) await ask(findings, limit);
  const { text, score } = report(findings);
  process.stdout.write(text);
  writeFileSync(`${dir}/survivors.txt`, text);
  return score;
}

if (given.help) process.stdout.write(HELP);
else process.exitCode = (await run()) < Number(given.least) ? 1 : 0;
