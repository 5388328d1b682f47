import { processorTime } from './processorTime.js';
import { profiled } from './profiled.js';
import type { Comparison } from './Suite.js';

/**
 * What a process that measures does: it is told a comparison, how thoroughly, and which of its cases
 * to measure in turn, and sends the figures of each to its parent.
 */
export async function runCases(
  comparisons: Readonly<Record<string, () => Promise<Comparison>>>,
): Promise<void> {
  const [wanted = '', effort, ...names] = process.argv.slice(2);
  const comparison = await comparisons[wanted]?.();
  if (comparison === undefined) throw new Error(`there is nothing called '${wanted}' to measure`);
  const thoroughly = effort === 'quick' ? 'quick' : 'full';
  const cases = comparison.cases(thoroughly);
  for (const name of names) {
    const found = cases.find((one) => one.name === name);
    if (found === undefined) throw new Error(`there is no case '${name}'`);
    const [spent, began] = [processorTime(), performance.now()];
    const figures = await profiled(name, () => found.measure(thoroughly));
    const cpu = spent() / (performance.now() - began);
    await tellParent({ name, figures: { ...figures, cpu } });
  }
}

/** Resolves once it is on its way: the process may end then. */
function tellParent(message: object): Promise<void> {
  return new Promise((resolve, reject) => {
    if (process.send === undefined) resolve();
    else {
      process.send(message, undefined, undefined, (error) => {
        if (error === null) resolve();
        else reject(error);
      });
    }
  });
}
