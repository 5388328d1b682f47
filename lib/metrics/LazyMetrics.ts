import type { Registry } from 'prom-client';
import type { Exposition } from '../internal/Exposition.js';
import type { RequestSample } from '../internal/RequestSample.js';
import type { Metrics } from './createMetrics.js';
import type { KernelMetrics } from './KernelMetrics.js';
import type { MetricSources } from './MetricSources.js';

/** A kernel's metrics, made when they are first asked for. */
export class LazyMetrics implements KernelMetrics {
  private metrics: Metrics | undefined;
  private loading: Promise<Metrics> | undefined;

  constructor(private readonly sources: MetricSources) {}

  async registry(): Promise<Registry> {
    return (await this.load()).registry;
  }

  async render(accept?: string): Promise<Exposition> {
    return (await this.load()).render(accept);
  }

  observeRequest(sample: RequestSample): void {
    this.metrics?.observeRequest(sample);
  }

  /** Counts a recovery into `service_restart_seconds`. */
  observeRestart(seconds: number): void {
    this.metrics?.observeRestart(seconds);
  }

  /** Counts a new config into `config_swap_seconds`. */
  observeConfigSwap(seconds: number): void {
    this.metrics?.observeConfigSwap(seconds);
  }

  private load(): Promise<Metrics> {
    this.loading ??= import('./createMetrics.js').then(({ createMetrics }) => {
      this.metrics = createMetrics(this.sources);
      return this.metrics;
    });
    return this.loading;
  }
}
