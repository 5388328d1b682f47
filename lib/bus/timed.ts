import type { BusMonitor } from './BusMonitor.js';

/** `work`, but `monitor` is told each time it takes longer than ever. */
export function timed<A extends unknown[]>(
  monitor: Pick<BusMonitor<never>, 'slowest'>,
  name: string,
  work: (...args: A) => void,
  sequenceOf: () => number | undefined,
): (...args: A) => void {
  let longest = 0;
  return (...args) => {
    const sequence = sequenceOf();
    const began = performance.now();
    try {
      work(...args);
    } finally {
      const milliseconds = performance.now() - began;
      if (milliseconds > longest) {
        longest = milliseconds;
        monitor.slowest(name, milliseconds, sequence);
      }
    }
  };
}
