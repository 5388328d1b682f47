import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { machine } from '../support/machine.js';
import { measureSuite } from '../support/measureSuite.js';
import type { Effort } from '../support/Effort.js';
import type { Results } from '../support/Results.js';
import { comparisons } from './comparisons.js';
import { pageOf } from './page/pageOf.js';
import { plotsOf } from './page/plotsOf.js';
import { otpSupervisor, tokioBroadcast } from './support/programs.js';
import type { Outcome } from './support/Outcome.js';

const ROUNDS = 5;
const FOLDER = join('perf', 'peers');

const HELP = `npm run perf:peers [-- --quick | --json]

Does the same work in other libraries, each in fresh processes, in turns, and writes the tables and
plots of ${FOLDER}/README.md. About eight minutes on a machine that does nothing else.

  --quick   in seconds: checks that all of them deliver, and measures nothing worth quoting
  --json    prints all figures as JSON, and leaves the page as it is
`;

async function measured(name: string, effort: Effort): Promise<Results> {
  const comparison = await comparisons[name]?.();
  if (comparison === undefined) throw new Error(`there is no comparison '${name}'`);
  const child = new URL('child.js', import.meta.url);
  const onProgress = (done: number, total: number): void => {
    if (process.stderr.isTTY) process.stderr.write(`\r${name} ${done}/${total} `);
  };
  return await measureSuite(comparison, { child, effort, rounds: ROUNDS, onProgress });
}

async function outcomeOf(effort: Effort): Promise<Outcome> {
  const skipped = { skipped: 'this is a quick run' };
  return {
    machine: machine(),
    rounds: effort === 'full' ? ROUNDS : 1,
    fanOut: await measured('fan-out', effort),
    stalled: await measured('stalled', effort),
    restarts: await measured('restarts', effort),
    tokio: effort === 'full' ? await tokioBroadcast() : skipped,
    otp: effort === 'full' ? await otpSupervisor() : skipped,
  };
}

/** Writes the page and its plots. */
async function write(outcome: Outcome): Promise<void> {
  await mkdir(join(FOLDER, 'plots'), { recursive: true });
  for (const [name, svg] of Object.entries(plotsOf(outcome))) {
    await writeFile(join(FOLDER, 'plots', `${name}.svg`), svg);
  }
  await writeFile(join(FOLDER, 'README.md'), await pageOf(outcome));
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const outcome = await outcomeOf(values.quick ? 'quick' : 'full');
  for (const [program, printed] of Object.entries({ tokio: outcome.tokio, OTP: outcome.otp })) {
    if ('skipped' in printed) console.error(`${program} skipped: ${printed.skipped}`);
  }
  if (values.json) console.log(JSON.stringify(outcome, undefined, 2));
  else if (values.quick) console.log('every delivery and every restart was there');
  else {
    await write(outcome);
    console.log(`wrote ${join(FOLDER, 'README.md')}`);
  }
}

await main().catch((error: unknown) => {
  console.error(String(error));
  process.exitCode = 1;
});
