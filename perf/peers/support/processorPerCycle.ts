import type { Effort } from '../../support/Effort.js';

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
  const before = process.cpuUsage();
  const cycles = await cyclesIn(measured, cycle);
  const { user, system } = process.cpuUsage(before);
  return ((user + system) * 1e3) / cycles;
}

/** Runs cycles for so many milliseconds of processor time, one at least, and counts them. */
async function cyclesIn(milliseconds: number, cycle: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  for (let cycles = 1; ; cycles++) {
    await cycle();
    const { user, system } = process.cpuUsage(before);
    if (user + system >= milliseconds * 1e3) return cycles;
  }
}
