import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { Results } from '../../support/Results.js';
import type { Figures } from '../../support/Figures.js';
import type { Effort } from '../../support/Effort.js';
import type { Suite } from './Suite.js';

const child = fileURLToPath(new URL('../child.js', import.meta.url));

/** How often each case is measured anew. */
const ROUNDS = 3;

/**
 * Measures every case of `suite`: each in a fresh process, all of them once, then all of them again,
 * so that what disturbs the machine disturbs all alike. A quick run takes them all in one process.
 */
export async function measureSuite(
  suite: Suite,
  effort: Effort,
  onProgress: (done: number, total: number) => void,
): Promise<Results> {
  const results = new Results();
  const names = suite.cases(effort).map(({ name }) => name);
  const runs = effort === 'quick' ? [names] : Array.from({ length: ROUNDS }, () => names).flat();
  let done = 0;
  for (const run of runs) {
    for (const { name, figures } of await measureApart(suite, effort, [run].flat())) {
      results.add(name, figures);
    }
    done += 1;
    onProgress(done, runs.length);
  }
  return results;
}

interface Measured {
  readonly name: string;
  readonly figures: Figures;
}

async function measureApart(
  { name, nodeFlags = [] }: Suite,
  effort: Effort,
  cases: readonly string[],
): Promise<readonly Measured[]> {
  return await new Promise((resolve, reject) => {
    const measured: Measured[] = [];
    fork(child, [name, effort, ...cases], { execArgv: [...nodeFlags] })
      .on('message', (message: Measured) => measured.push(message))
      .on('error', reject)
      .on('close', (code, signal) => {
        if (code === 0 && measured.length === cases.length) resolve(measured);
        else {
          const failed = cases[measured.length] ?? '';
          reject(new Error(`${name}, ${failed}: exited with ${String(signal ?? code)}`));
        }
      });
  });
}
