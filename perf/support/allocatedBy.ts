import { PerformanceObserver } from 'node:perf_hooks';
import { collect } from './collect.js';
import { summarize } from './Summary.js';
import { turn } from './turn.js';

/**
 * What a process that measures allocation needs: `gc`, room enough not to collect meanwhile, and code
 * that is compiled when its turn has come, however busy the machine is: V8's interpreter allocates
 * numbers that its compiler doesn't.
 */
export const allocationFlags = [
  '--expose-gc',
  '--no-concurrent-recompilation',
  '--max-semi-space-size=64',
  '--min-semi-space-size=64',
];

/** How often `work` is measured. */
const WINDOWS = 15;

/** How many bytes one run of `work` allocates: the median of windows in which nothing was collected. */
export async function allocatedBy(work: () => Promise<void>): Promise<number> {
  let collections = 0;
  const observer = new PerformanceObserver((list) => {
    collections += list.getEntries().length;
  });
  observer.observe({ entryTypes: ['gc'] });
  const windows: number[] = [];
  for (let attempt = 0; attempt < 2 * WINDOWS && windows.length < WINDOWS; attempt++) {
    collect();
    await turn();
    await turn();
    collections = 0;
    const before = process.memoryUsage().heapUsed;
    await work();
    const after = process.memoryUsage().heapUsed;
    await turn();
    await turn();
    if (collections === 0) windows.push(after - before);
  }
  observer.disconnect();
  if (windows.length === 0) throw new Error('every window was disturbed by a collection');
  return summarize(windows).median;
}
