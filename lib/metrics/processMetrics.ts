import { collectDefaultMetrics, Registry } from 'prom-client';

/** Gauges whose names end like counters', to which Prometheus's own checker objects. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

function collect(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const name of MISNAMED) registry.removeSingleMetric(name);
  return registry;
}

let collected: Registry | undefined;

/**
 * Node's own figures, collected once however many kernels a process has: they are the process's,
 * and what watches its garbage collection and event loop can't be taken down again.
 */
export function processMetrics(): Registry {
  return (collected ??= collect());
}
