import { collectDefaultMetrics, Registry, type Metric } from 'prom-client';

/** Gauges whose names end like counters', to which Prometheus's own checker objects. */
const MISNAMED = [
  'nodejs_active_handles_total',
  'nodejs_active_requests_total',
  'nodejs_active_resources_total',
];

function collect(): readonly Metric[] {
  const register = new Registry();
  collectDefaultMetrics({ register });
  for (const name of MISNAMED) register.removeSingleMetric(name);
  return register.getMetricsAsArray().flatMap(({ name }) => register.getSingleMetric(name) ?? []);
}

let collected: readonly Metric[] | undefined;

/**
 * Node's own figures, collected once however many kernels a process has: they are the process's,
 * and what watches its garbage collection and event loop can't be taken down again.
 */
export function processMetrics(): readonly Metric[] {
  return (collected ??= collect());
}
