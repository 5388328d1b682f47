import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Exposition } from '../internal/Exposition.js';
import type { RequestSample } from '../internal/RequestSample.js';
import { Families } from './Families.js';
import { KernelRegistry } from './KernelRegistry.js';
import { LabelLimit } from './LabelLimit.js';
import type { MetricSources } from './MetricSources.js';
import { processMetrics } from './processMetrics.js';

/** A kernel's metrics: a registry of its own and the few figures that can't be read at scrape time. */
export interface Metrics {
  /** The kernel's own registry, never prom-client's global one. Add your metrics to it. */
  readonly registry: Registry;
  /** All metrics as text: OpenMetrics where `accept`, an HTTP Accept header, names it, else Prometheus's format. */
  render(accept?: string): Promise<Exposition>;
  observeRequest(sample: RequestSample): void;
  observeRestart(seconds: number): void;
  observeConfigSwap(seconds: number): void;
}

const PROMETHEUS = 'text/plain; version=0.0.4; charset=utf-8';
const OPEN_METRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

/** Makes the registry. Counters and gauges are read from `sources` when they are scraped. */
export function createMetrics(sources: MetricSources): Metrics {
  const registry = new KernelRegistry();
  for (const metric of processMetrics()) registry.registerMetric(metric);
  const registers = [registry];
  const families = new Families(registry);
  const subscribers = new LabelLimit();
  const services = new LabelLimit();
  const routes = new LabelLimit();
  const methods = new LabelLimit();
  const checks = new LabelLimit();

  new Counter({
    name: 'events_published_total',
    help: 'Events published on the bus.',
    registers,
    collect() {
      this.reset();
      this.inc(sources.bus().published);
    },
  });
  new Counter({
    name: 'bus_lagged_total',
    help: 'Events dropped because a subscriber was too slow.',
    labelNames: ['subscriber'],
    registers,
    collect() {
      this.reset();
      for (const [subscriber, dropped] of sources.lagged()) this.inc({ subscriber }, dropped);
    },
  });
  new Gauge({
    name: 'bus_pending',
    help: 'Events a subscriber is yet to have.',
    labelNames: ['subscriber'],
    registers,
    collect() {
      this.reset();
      for (const { name, pending } of sources.bus().subscribers) {
        this.inc({ subscriber: subscribers.of(name) }, pending);
      }
    },
  });
  new Gauge({
    name: 'bus_seconds_to_loss',
    help: 'Seconds until a subscriber loses an event, if things go on as they do.',
    labelNames: ['subscriber'],
    registers,
    collect() {
      this.reset();
      for (const [subscriber, seconds] of sources.secondsToLoss()) {
        this.set({ subscriber: subscribers.of(subscriber) }, seconds);
      }
    },
  });
  new Counter({
    name: 'service_restarts_total',
    help: 'Restarts of a service after a failure.',
    labelNames: ['service'],
    registers,
    collect() {
      this.reset();
      for (const { name, restarts } of sources.services()) {
        this.inc({ service: services.of(name) }, restarts);
      }
    },
  });
  new Gauge({
    name: 'service_state',
    help: 'Whether a service is in a state: 1 for the one it is in.',
    labelNames: ['service', 'state'],
    registers,
    collect() {
      this.reset();
      for (const service of sources.services()) {
        for (const state of sources.serviceStates) {
          this.inc({ service: services.of(service.name), state }, service.state === state ? 1 : 0);
        }
      }
    },
  });
  new Gauge({
    name: 'config_version',
    help: 'Version of the config in force.',
    registers,
    collect() {
      this.set(sources.configVersion());
    },
  });
  new Counter({
    name: 'config_reloads_total',
    help: 'Reloads of the config, by outcome.',
    labelNames: ['outcome'],
    registers,
    collect() {
      this.reset();
      for (const [outcome, count] of sources.configReloads()) this.inc({ outcome }, count);
    },
  });
  new Counter({
    name: 'log_lines_dropped_total',
    help: 'Log lines lost because what takes them is too slow, full or gone.',
    registers,
    collect() {
      this.reset();
      this.inc(sources.logLinesDropped());
    },
  });
  new Gauge({
    name: 'kernel_ready',
    help: 'Whether the node is ready: 1 or 0.',
    registers,
    collect() {
      this.set(sources.ready() ? 1 : 0);
    },
  });
  new Gauge({
    name: 'kernel_degraded',
    help: 'How many things are wrong without making the node unready.',
    registers,
    collect() {
      this.set(sources.degraded());
    },
  });
  new Gauge({
    name: 'health_check_passing',
    help: 'Whether a health check passed when it last ran: 1 or 0.',
    labelNames: ['check'],
    registers,
    collect() {
      this.reset();
      for (const [check, passing] of sources.checks()) {
        this.set({ check: checks.of(check) }, passing ? 1 : 0);
      }
    },
  });
  new Counter({
    name: 'metrics_left_out_total',
    help: 'How often a family of metrics was left out because reading it failed or took too long.',
    labelNames: ['family'],
    registers,
    collect() {
      this.reset();
      for (const [family, count] of families.failures) this.inc({ family }, count);
    },
  });
  const restarts = new Histogram({
    name: 'service_restart_seconds',
    help: 'From the failure of a service until it was ready again.',
    buckets: [0.001, 0.01, 0.1, 0.5, 1, 5, 30, 120],
    registers,
  });
  const swaps = new Histogram({
    name: 'config_swap_seconds',
    help: 'Time to parse, validate and install a config.',
    buckets: [0.0005, 0.001, 0.0015, 0.004, 0.01, 0.03, 0.1],
    registers,
  });
  const requests = new Histogram({
    name: 'request_latency_seconds',
    help: 'Time to answer a request.',
    labelNames: ['route', 'method', 'status'],
    buckets: [0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.25, 1],
    registers,
  });

  return {
    registry,
    render: async (accept = '') => {
      const openMetrics = accept.includes('application/openmetrics-text');
      return {
        contentType: openMetrics ? OPEN_METRICS : PROMETHEUS,
        body: await families.render(openMetrics ? 'openmetrics' : 'prometheus'),
      };
    },
    observeRequest: ({ route, method, status, seconds }) =>
      requests.observe({ route: routes.of(route), method: methods.of(method), status }, seconds),
    observeRestart: (seconds) => restarts.observe(seconds),
    observeConfigSwap: (seconds) => swaps.observe(seconds),
  };
}
