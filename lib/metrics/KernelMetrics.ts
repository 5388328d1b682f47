import type { Registry } from 'prom-client';
import type { Exposition } from '../internal/Exposition.js';
import type { RequestSample } from '../internal/RequestSample.js';

/**
 * A kernel's metrics. prom-client is loaded when they are first asked for, or when the kernel
 * starts a server. Counters and gauges are right from the kernel's first moment on; what is timed
 * is timed from then on.
 */
export interface KernelMetrics {
  /**
   * The kernel's own registry, never prom-client's global one. Add metrics of yours to it.
   *
   * @example
   * ```ts
   * import { createKernel } from 'ron-kernel';
   * import { Counter } from 'prom-client';
   *
   * const kernel = await createKernel();
   * const registers = [await kernel.metrics.registry()];
   * const orders = new Counter({ name: 'orders_total', help: 'Orders taken.', registers });
   * orders.inc();
   * console.log((await kernel.metrics.render()).body.includes('orders_total 1')); // true
   * await kernel.stop();
   * ```
   */
  registry(): Promise<Registry>;

  /**
   * All metrics as text.
   *
   * @param accept - An HTTP Accept header: OpenMetrics where it names that, else Prometheus's format.
   */
  render(accept?: string): Promise<Exposition>;

  /** Counts an answer of any HTTP server in this process into `request_latency_seconds`. */
  observeRequest(sample: RequestSample): void;
}
