import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Effort } from './Effort.js';
import type { Figures } from './Figures.js';
import { Results } from './Results.js';
import type { Comparison } from './Suite.js';

/** How a comparison is measured. */
export interface Measuring {
  /** The module that runs cases when it is told which. */
  readonly child: URL;
  readonly effort: Effort;
  /** How often each case is measured anew. */
  readonly rounds: number;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Measures every case of `comparison`: each in a fresh process, all of them once, then all of them
 * again, so that what disturbs the machine disturbs all alike. A quick run takes them all in one process.
 */
export async function measureSuite(
  comparison: Comparison,
  { child, effort, rounds, onProgress = () => undefined }: Measuring,
): Promise<Results> {
  const results = new Results();
  const names = comparison.cases(effort).map(({ name }) => name);
  const runs = effort === 'quick' ? [names] : Array.from({ length: rounds }, () => names).flat();
  let done = 0;
  for (const run of runs) {
    for (const { name, figures } of await measureApart(comparison, child, effort, [run].flat())) {
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
  { name, nodeFlags = [] }: Comparison,
  child: URL,
  effort: Effort,
  cases: readonly string[],
): Promise<readonly Measured[]> {
  return await new Promise((resolve, reject) => {
    const measured: Measured[] = [];
    fork(fileURLToPath(child), [name, effort, ...cases], { execArgv: [...nodeFlags] })
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
