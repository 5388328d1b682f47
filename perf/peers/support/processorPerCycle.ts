import type { Effort } from '../../support/Effort.js';
import { processorTime } from '../../support/processorTime.js';

/**
 * The mean processor time of `cycle` in nanoseconds, once the engine knows it: all threads of the
 * process, the collector's included. What other programs do on the machine isn't in it.
 */
export async function processorPerCycle(
  cycle: () => Promise<void>,
  effort: Effort,
): Promise<number> {
  const [warmUp, measured] = effort === 'full' ? [40, 60] : [0, 0];
  await cyclesIn(warmUp, cycle);
  const spent = processorTime();
  const cycles = await cyclesIn(measured, cycle);
  return (spent() * 1e6) / cycles;
}

/** Runs cycles for so many milliseconds of processor time, one at least, and counts them. */
async function cyclesIn(milliseconds: number, cycle: () => Promise<void>): Promise<number> {
  const spent = processorTime();
  for (let cycles = 1; ; cycles++) {
    await cycle();
    if (spent() >= milliseconds) return cycles;
  }
}
