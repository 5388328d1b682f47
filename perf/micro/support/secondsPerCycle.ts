import Benchmark from 'benchmark';
import type { Effort } from '../../support/Effort.js';

/**
 * The mean time of `cycle`, by benchmark.js. A cycle is asynchronous: it ends when what it published
 * is delivered.
 */
export async function secondsPerCycle(cycle: () => Promise<void>, effort: Effort): Promise<number> {
  const timing =
    effort === 'full'
      ? { minTime: 0.05, maxTime: 0.4, minSamples: 5 }
      : { minTime: 0.001, maxTime: 0.002, minSamples: 1 };
  const warm = performance.now() + (effort === 'full' ? 150 : 2);
  while (performance.now() < warm) await cycle();
  return await new Promise((resolve, reject) => {
    const bench = new Benchmark({
      ...timing,
      defer: true,
      fn: (deferred: { resolve(): void }) => {
        cycle().then(() => {
          deferred.resolve();
        }, reject);
      },
      onComplete: () => {
        resolve(bench.stats.mean);
      },
      onError: () => {
        reject(new Error('the cycle failed', { cause: bench.error }));
      },
    });
    bench.run({ async: true });
  });
}
