import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { SimulationFailedError } from 'ron-kernel/testing';
import { explain } from './explain.js';
import { play } from './play.js';

const HELP = `npm run simulate -- [options]

Plays a node under virtual time, with everything that can happen to it, seed by seed.

  --seed N      one seed alone
  --seeds A-B   these seeds, or 1 to N with one number; default 50
  --steps N     steps of each; default 2000
  --hours N     virtual hours of each, at least, on average; default what --steps take 20 ms apart
  --only A,B    the steps that make a move; default all
  --jobs N      processes that play at once; default one
                max: as many as there are cores
  --first       stops at the first seed that fails, and doesn't look for its causes
`;

const { values: given } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string', default: '50' },
    steps: { type: 'string', default: '2000' },
    only: { type: 'string' },
    hours: { type: 'string' },
    jobs: { type: 'string', default: '1' },
    first: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

/** Milliseconds between two lines that say how far it is. */
const TOLD_EVERY = 60_000;
/** What a step takes on average, in paces, where nothing else takes time. */
const STEP_PER_PACE = 0.6;

function whole(name: string, text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0) return value;
  throw new Error(`--${name} is a whole number, not '${text}'`);
}

function seedsAsked(): { readonly from: number; readonly to: number } {
  const seeds = given.seed === undefined ? given.seeds : `${given.seed}-${given.seed}`;
  const [from = '', to] = seeds.split('-');
  if (to === undefined) return { from: 1, to: whole('seeds', from) };
  return { from: whole('seeds', from), to: whole('seeds', to) };
}

const { from, to } = seedsAsked();
const steps = whole('steps', given.steps);
const hours = given.hours === undefined ? undefined : whole('hours', given.hours);
const pace = hours === undefined ? 20 : (hours * 3_600_000) / steps / STEP_PER_PACE;
const only = given.only?.split(',').map((step) => whole('only', step));
const jobs = given.jobs === 'max' ? availableParallelism() : whole('jobs', given.jobs);

/** Plays the seeds, one after the other. Returns how many failed. */
async function playAll(): Promise<number> {
  const began = performance.now();
  const sum = { elapsed: 0, nodes: 0, events: 0, starts: 0 };
  let failed = 0;
  let played = 0;
  let told = began;
  const tell = (): void => {
    const now = performance.now();
    if (now - told < TOLD_EVERY) return;
    told = now;
    const left = ((now - began) / played) * (to - from + 1 - played);
    const minutes = Math.ceil(left / 60_000);
    process.stderr.write(
      `seeds ${from}-${to}: ${played} played, ${failed} failed, ${minutes} min left\n`,
    );
  };
  for (let seed = from; seed <= to; seed++) {
    if (played > 0) tell();
    played += 1;
    try {
      const report = await play({ seed, steps, pace, only, shrink: !given.first });
      for (const key of ['elapsed', 'nodes', 'events', 'starts'] as const) sum[key] += report[key];
      if (from === to) process.stdout.write(`${JSON.stringify(report)}\n`);
    } catch (error) {
      if (!(error instanceof SimulationFailedError)) throw error;
      failed += 1;
      process.stdout.write(`${explain(error.failure, hours)}\n`);
      if (given.first) break;
    }
  }
  const { elapsed, nodes, events, starts } = sum;
  process.stdout.write(
    `${played} seeds of ${steps} steps, ${failed} failed: ${(elapsed / 3_600_000).toFixed(1)} virtual hours, ` +
      `${nodes} nodes, ${starts} runs, ${events} events, in ${((performance.now() - began) / 1_000).toFixed(1)} s\n`,
  );
  return failed;
}

/** Plays a part of the seeds in each of so many processes. Returns how many of these failed. */
async function share(): Promise<number> {
  const size = Math.ceil((to - from + 1) / jobs);
  const others = process.argv.slice(2).filter((_, at, all) => {
    return ![all[at], all[at - 1]].some((each) => each === '--jobs' || each === '--seeds');
  });
  const parts = Array.from({ length: jobs }, (_, at) => from + at * size).filter((at) => at <= to);
  const codes = await Promise.all(
    parts.map(async (first) => {
      const seeds = `${first}-${Math.min(to, first + size - 1)}`;
      const args = [...process.execArgv, process.argv[1] ?? '', ...others, '--seeds', seeds];
      const child = spawn(process.execPath, args, { stdio: 'inherit' });
      const [code] = (await once(child, 'exit')) as [number | null];
      return code;
    }),
  );
  return codes.filter((code) => code !== 0).length;
}

if (given.help) process.stdout.write(HELP);
else process.exitCode = (await (jobs > 1 && from < to ? share() : playAll())) > 0 ? 1 : 0;
