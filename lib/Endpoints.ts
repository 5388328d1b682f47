import type { KernelConfig } from './config/index.js';
import type { LiveConfig } from './config/LiveConfig.js';
import type { HealthWarning } from './health/index.js';
import type { ObservabilityServer, Observed, PageSource } from './http/index.js';
import type { LogFormat } from './internal/LogFormat.js';
import type { Logger } from './internal/Logger.js';
import type { LazyMetrics } from './metrics/index.js';
import type { Watchdog } from './startWatchdog.js';
import type { Surroundings } from './Surroundings.js';

/** What endpoints tell about, and what they are told by. */
export interface Served extends Observed {
  readonly config: Pick<LiveConfig<KernelConfig>, 'value' | 'select'>;
  readonly metrics: LazyMetrics;
  readonly logger: Logger;
}

/** What only the kernel can say. */
export interface EndpointsOptions {
  /** What the page shows, where there is one. */
  readonly page: () => PageSource;
  /** Whether a stop has begun, so that nothing more is to be opened. */
  readonly isStopping: () => boolean;
  /** How the kernel's own logger writes, where it logs through that. */
  readonly format: () => LogFormat | undefined;
  /** Told why there is no watchdog although there should be one, and of no warning once there is. */
  readonly warn: (...warnings: readonly HealthWarning[]) => void;
}

/** Where a kernel listens, as far as its config wants it to: its server and its watchdog. */
export class Endpoints {
  server: ObservabilityServer | undefined;
  watchdog: Watchdog | undefined;
  private opening: Promise<void> | undefined;

  constructor(
    private readonly node: Served,
    private readonly surroundings: Pick<Surroundings, 'listen' | 'watch'>,
    private readonly options: EndpointsOptions,
  ) {}

  /** Opens them, the watchdog first: it watches from then on. Rejects if an address can't be had. */
  open(): Promise<void> {
    return (this.opening = this.openAll());
  }

  /** Closes what was opened, the watchdog last; who waits for an answer has `timeout` milliseconds at most. */
  async close(timeout: number): Promise<void> {
    await this.opening?.catch(() => undefined);
    const { server, watchdog } = this;
    this.server = undefined;
    await server?.close(timeout);
    this.watchdog = undefined;
    await watchdog?.stop();
  }

  private async openAll(): Promise<void> {
    const { node, options, surroundings } = this;
    const { config, logger, metrics } = node;
    const { enabled, address, allowedHosts, page, watchdogAddress } = config.value.observability;
    if (watchdogAddress !== '') {
      this.watchdog = await surroundings.watch({
        address: watchdogAddress,
        allowedHosts,
        threshold$: config.select(({ observability }) => observability.stallThreshold),
        logger,
        format: options.format,
        onChange: (reason) =>
          options.warn(...(reason === undefined ? [] : [{ name: 'kernel.watchdog', reason }])),
      });
      logger.info('watchdog listening', { address: `http://${this.watchdog.address}` });
    }
    if (!enabled || options.isStopping()) return;
    await metrics.registry();
    if (options.isStopping()) return;
    this.server = await surroundings.listen(address, node, {
      allowedHosts,
      page: page ? options.page() : undefined,
    });
    logger.info('listening', { address: `http://${this.server.address}` });
  }
}
