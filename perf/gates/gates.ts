import type { Gate } from './support/Gate.js';

/** Every gate by name, loaded when it is asked for. */
export const gates: Readonly<Record<string, () => Promise<Gate>>> = {
  'bus-latency': async () => (await import('./busLatency.js')).busLatency,
  'bus-throughput': async () => (await import('./busThroughput.js')).busThroughput,
  'bus-allocation': async () => (await import('./busAllocation.js')).busAllocation,
  restart: async () => (await import('./restart.js')).restart,
  'config-swap': async () => (await import('./configSwap.js')).configSwap,
  resources: async () => (await import('./resources.js')).resources,
};

/** Those that each change has to pass: the rest takes longer, and is for the night. */
export const onEveryChange: readonly string[] = ['bus-allocation', 'bus-throughput', 'bus-latency'];
