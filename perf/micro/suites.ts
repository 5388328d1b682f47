import type { Suite } from '../support/Suite.js';

/** Every suite by name, loaded when it is asked for. */
export const suites: Readonly<Record<string, () => Promise<Suite>>> = {
  'broadcast-fanout-throughput': async () =>
    (await import('./broadcastFanoutThroughput.js')).broadcastFanoutThroughput,
  'broadcast-publish-latency': async () =>
    (await import('./broadcastPublishLatency.js')).broadcastPublishLatency,
  'broadcast-stalled-reader': async () =>
    (await import('./broadcastStalledReader.js')).broadcastStalledReader,
  'broadcast-allocation': async () =>
    (await import('./broadcastAllocation.js')).broadcastAllocation,
  'broadcast-fairness': async () => (await import('./broadcastFairness.js')).broadcastFairness,
  'supervisor-restart-path': async () =>
    (await import('./supervisorRestartPath.js')).supervisorRestartPath,
  'supervisor-scale': async () => (await import('./supervisorScale.js')).supervisorScale,
  'config-hot-swap': async () => (await import('./configHotSwap.js')).configHotSwap,
  'metrics-render': async () => (await import('./metricsRender.js')).metricsRender,
  'readiness-handler': async () => (await import('./readinessHandler.js')).readinessHandler,
  'log-line': async () => (await import('./logLine.js')).logLine,
  'worker-ring': async () => (await import('./workerRing.js')).workerRing,
  'worker-respawn': async () => (await import('./workerRespawn.js')).workerRespawn,
  'nats-bridge': async () => (await import('./natsBridge.js')).natsBridge,
};
