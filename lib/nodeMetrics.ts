import type { Bus } from './bus/index.js';
import type { LiveConfig } from './config/LiveConfig.js';
import type { LagWatch, NodeHealth, Readiness } from './health/index.js';
import type { BusEvent } from './Kernel.js';
import { LazyMetrics, type LabelledTotals } from './metrics/index.js';
import { childStatuses } from './supervision/childStatuses.js';
import type { Supervisor } from './supervision/index.js';
import { withNested } from './supervision/withNested.js';

/** The parts of a kernel that its metrics are read from. */
export interface Measured {
  readonly bus: Bus<BusEvent>;
  readonly config: Pick<LiveConfig<object>, 'snapshot'>;
  readonly health: NodeHealth;
  readonly readiness: Readiness;
  readonly supervisor: Pick<Supervisor, 'children'>;
}

/** What is counted on the way. */
export interface Counted {
  readonly lag: LagWatch;
  readonly lagged: LabelledTotals;
  readonly reloads: LabelledTotals;
  readonly log: { readonly dropped: number } | undefined;
}

/** The metrics of a kernel, read from its parts at each scrape. */
export function nodeMetrics(node: Measured, { lag, lagged, reloads, log }: Counted): LazyMetrics {
  const { bus, config, health, supervisor } = node;
  return new LazyMetrics({
    bus: () => bus.stats(),
    lagged: () => lagged,
    secondsToLoss: () => lag.seconds,
    services: () => withNested(supervisor.children),
    serviceStates: childStatuses,
    configVersion: () => config.snapshot.version,
    configReloads: () => reloads,
    logLinesDropped: () => log?.dropped ?? 0,
    ready: () => node.readiness.ready,
    degraded: () => node.readiness.degraded.length,
    checks: () => health.passing(),
  });
}
