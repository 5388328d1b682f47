import type { CpuInfo } from 'node:os';

/** What the cores have done since the machine started, in milliseconds over all cores. */
export interface CpuTimes {
  readonly busy: number;
  readonly total: number;
}

/** Adds up what `os.cpus()` tells. */
export function cpuTimes(cpus: readonly CpuInfo[]): CpuTimes {
  let idle = 0;
  let total = 0;
  for (const { times } of cpus) {
    idle += times.idle;
    total += times.user + times.nice + times.sys + times.idle + times.irq;
  }
  return { busy: total - idle, total };
}

/** The share of all cores that was busy between two readings, 0 to 1; 0 when no time went by. */
export function cpuShare(before: CpuTimes, after: CpuTimes): number {
  const total = after.total - before.total;
  return total > 0 ? Math.min(Math.max((after.busy - before.busy) / total, 0), 1) : 0;
}
