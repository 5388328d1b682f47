import { skip } from 'rxjs';
import type { KernelConfig } from './config/index.js';
import type { LiveConfig } from './config/LiveConfig.js';
import { showChange } from './config/showChange.js';
import type { KernelEvent } from './events.js';
import type { NodeHealth } from './health/index.js';
import type { Logger } from './internal/Logger.js';
import type { Wiring } from './internal/Wiring.js';
import type { LevelledLogger } from './logging/index.js';
import type { LabelledTotals, LazyMetrics } from './metrics/index.js';
import { childDefaults } from './supervision/childDefaults.js';
import type { Supervisor } from './supervision/index.js';

/** The parts of a kernel that heed its config, or tell of it. */
export interface Configured {
  readonly config: LiveConfig<KernelConfig>;
  readonly health: Pick<NodeHealth, 'warn'>;
  readonly logger: Logger;
  readonly metrics: Pick<LazyMetrics, 'observeConfigSwap'>;
  readonly supervisor: Pick<Supervisor, 'setDefaults'>;
}

/** What a kernel keeps to itself. */
export interface ConfigWires {
  readonly announce: (event: KernelEvent) => void;
  readonly log: LevelledLogger | undefined;
  readonly reloads: LabelledTotals;
}

/** Has the parts of a kernel follow its config, and everyone hear what becomes of a reload. */
export function wireConfig(wiring: Wiring, node: Configured, wires: ConfigWires): void {
  const { config, health, logger, metrics, supervisor } = node;
  const { announce, log, reloads } = wires;
  const { failures$, rejections$, reloads$, snapshots$ } = config;
  wiring.on(snapshots$.pipe(skip(1)), ({ version }) => {
    announce({ type: 'kernel.config.updated', version });
  });
  wiring.on(failures$, ({ message }) => logger.error('config trouble', { reason: message }));
  wiring.on(rejections$, ({ message, reason }) => {
    logger.error('config rejected', { reason });
    health.warn('config', { name: 'kernel.config', reason: message });
  });
  wiring.on(reloads$, (outcome) => {
    const { status, elapsed, version, pendingRestart } = outcome;
    reloads.add(status, 1);
    if (status === 'applied' || status === 'unchanged') health.warn('config');
    if (!('changes' in outcome)) return;
    metrics.observeConfigSwap(elapsed / 1_000);
    const changed = outcome.changes.map(showChange);
    logger.info('config updated', { version, status, changed, pendingRestart });
  });
  wiring.on(
    config.select((keys) => keys.supervisor),
    (keys) => supervisor.setDefaults(childDefaults(keys)),
  );
  if (log === undefined) return;
  wiring.on(
    config.select((keys) => keys.log),
    (keys) => Object.assign(log, keys),
  );
}
