import { execFile, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Effort } from '../../support/Effort.js';
import { Results } from '../../support/Results.js';
import type { Options, Values } from './options.js';
import type { Recorded, Recording } from './Recording.js';
import { BARE_NODE, type Load, type Rig } from './Rig.js';

const child = fileURLToPath(new URL('../load.js', import.meta.url));

/** What the process of a load is told. */
export interface Order {
  readonly rig: string;
  readonly values: Values<Options>;
  readonly effort: Effort;
  readonly load: string;
}

/** What all loads came to. */
export interface Measured {
  readonly results: Results;
  readonly recorded: readonly Recorded[];
}

/** Runs every load of `rig` in turn, each in a fresh process. */
export async function measureRig(
  rig: Rig,
  values: Values<Options>,
  effort: Effort,
  onLoad: (load: Load, done: number, of: readonly Load[]) => void,
): Promise<Measured> {
  const results = new Results();
  const recorded: Recorded[] = [];
  const loads = rig.loads(values, effort);
  results.add(BARE_NODE, { 'rss.MB': await bareNode() });
  for (const [done, load] of loads.entries()) {
    onLoad(load, done, loads);
    const recording = await runApart({ rig: rig.name, values, effort, load: load.name }, load);
    results.add(load.name, recording.figures);
    recorded.push({ load: load.name, recording });
  }
  return { results, recorded };
}

async function runApart(order: Order, { nodeFlags = [], env = {} }: Load): Promise<Recording> {
  return await new Promise((resolve, reject) => {
    let recording: Recording | undefined;
    fork(child, {
      execArgv: [...nodeFlags],
      env: { ...process.env, ...env },
      serialization: 'advanced',
    })
      .on('message', (message: Recording) => (recording = message))
      .on('error', reject)
      .on('close', (code, signal) => {
        if (code === 0 && recording !== undefined) resolve(recording);
        else {
          const end = String(signal ?? code);
          reject(new Error(`${order.rig}, ${order.load}: exited with ${end}`));
        }
      })
      .send(order);
  });
}

/** What a Node that has nothing to do takes, in MB. */
async function bareNode(): Promise<number> {
  const program = 'setTimeout(() => console.log(process.memoryUsage.rss()), 100)';
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', program]);
  return Number(stdout) / 2 ** 20;
}
