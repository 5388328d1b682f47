import { Counter, register as globalRegistry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { createMetrics, type Metrics } from '../../lib/metrics/createMetrics.js';
import type { MetricSources } from '../../lib/metrics/MetricSources.js';

const quiet: MetricSources = {
  bus: () => ({ published: 0, subscribers: [] }),
  lagged: () => [],
  secondsToLoss: () => [],
  services: () => [],
  serviceStates: ['starting', 'running'],
  configVersion: () => 1,
  configReloads: () => [],
  logLinesDropped: () => 0,
  ready: () => false,
  degraded: () => 0,
  checks: () => [],
};

/** The lines of one family, without its help. */
async function family(metrics: Metrics, name: string): Promise<string[]> {
  const { body } = await metrics.render();
  const lines = body.split('\n');
  return lines.filter((line) =>
    new RegExp(`^(# TYPE )?${name}(_bucket|_sum|_count)?[ {]`).test(line),
  );
}

describe('the metrics', () => {
  it('are read from their sources when they are scraped', async () => {
    let published = 3;
    const metrics = createMetrics({ ...quiet, bus: () => ({ published, subscribers: [] }) });
    const counter = '# TYPE events_published_total counter';
    expect(await family(metrics, 'events_published_total')).toEqual([
      counter,
      'events_published_total 3',
    ]);
    published = 5;
    expect(await family(metrics, 'events_published_total')).toEqual([
      counter,
      'events_published_total 5',
    ]);
  });

  it('tell of each subscriber, taking those of one name together', async () => {
    const metrics = createMetrics({
      ...quiet,
      bus: () => ({
        published: 9,
        subscribers: [
          { name: 'audit', pending: 2 },
          { name: 'tail', pending: 0 },
          { name: 'audit', pending: 1 },
        ],
      }),
      lagged: () => [['audit', 40]],
      secondsToLoss: () => [
        ['audit', 1.5],
        ['tail', Infinity],
      ],
    });
    expect(await family(metrics, 'bus_pending')).toEqual([
      '# TYPE bus_pending gauge',
      'bus_pending{subscriber="audit"} 3',
      'bus_pending{subscriber="tail"} 0',
    ]);
    expect(await family(metrics, 'bus_seconds_to_loss')).toEqual([
      '# TYPE bus_seconds_to_loss gauge',
      'bus_seconds_to_loss{subscriber="audit"} 1.5',
      'bus_seconds_to_loss{subscriber="tail"} +Inf',
    ]);
    expect(await family(metrics, 'bus_lagged_total')).toEqual([
      '# TYPE bus_lagged_total counter',
      'bus_lagged_total{subscriber="audit"} 40',
    ]);
  });

  it('forget a subscriber that has gone', async () => {
    let subscribers = [{ name: 'audit', pending: 2 }];
    const metrics = createMetrics({ ...quiet, bus: () => ({ published: 0, subscribers }) });
    await metrics.render();
    subscribers = [];
    expect(await family(metrics, 'bus_pending')).toEqual(['# TYPE bus_pending gauge']);
  });

  it('tell of each service: its restarts and the one state it is in', async () => {
    let state = 'starting';
    const metrics = createMetrics({
      ...quiet,
      services: () => [{ name: 'ingest', state, restarts: 2 }],
    });
    await metrics.render();
    state = 'running';
    expect(await family(metrics, 'service_state')).toEqual([
      '# TYPE service_state gauge',
      'service_state{service="ingest",state="starting"} 0',
      'service_state{service="ingest",state="running"} 1',
    ]);
    expect(await family(metrics, 'service_restarts_total')).toEqual([
      '# TYPE service_restarts_total counter',
      'service_restarts_total{service="ingest"} 2',
    ]);
  });

  it('tell of config and readiness', async () => {
    const metrics = createMetrics({
      ...quiet,
      configVersion: () => 7,
      configReloads: () => [['applied', 6]],
      logLinesDropped: () => 3,
      ready: () => true,
      degraded: () => 2,
      checks: () => [
        ['disk', true],
        ['dns', false],
      ],
    });
    expect(await family(metrics, 'config_version')).toContain('config_version 7');
    expect(await family(metrics, 'config_reloads_total')).toContain(
      'config_reloads_total{outcome="applied"} 6',
    );
    expect(await family(metrics, 'log_lines_dropped_total')).toContain('log_lines_dropped_total 3');
    expect(await family(metrics, 'kernel_ready')).toContain('kernel_ready 1');
    expect(await family(metrics, 'kernel_degraded')).toContain('kernel_degraded 2');
    expect(await family(metrics, 'health_check_passing')).toEqual([
      '# TYPE health_check_passing gauge',
      'health_check_passing{check="disk"} 1',
      'health_check_passing{check="dns"} 0',
    ]);
  });

  it('time restarts, config swaps and requests', async () => {
    const metrics = createMetrics(quiet);
    metrics.observeRestart(0.2);
    metrics.observeConfigSwap(0.002);
    metrics.observeRequest({ route: '/readyz', method: 'GET', status: 503, seconds: 0.0007 });
    expect(await family(metrics, 'service_restart_seconds')).toContain(
      'service_restart_seconds_sum 0.2',
    );
    expect(await family(metrics, 'config_swap_seconds')).toContain('config_swap_seconds_count 1');
    const labels = 'route="/readyz",method="GET",status="503"';
    expect(await family(metrics, 'request_latency_seconds')).toEqual([
      '# TYPE request_latency_seconds histogram',
      ...['0.0005', '0.001', '0.002', '0.005', '0.01', '0.05', '0.25', '1', '+Inf'].map(
        (le, i) => `request_latency_seconds_bucket{le="${le}",${labels}} ${i === 0 ? '0' : '1'}`,
      ),
      `request_latency_seconds_sum{${labels}} 0.0007`,
      `request_latency_seconds_count{${labels}} 1`,
    ]);
  });

  it('keep labels few: what comes after the first 256 shares the label other', async () => {
    const names = Array.from({ length: 300 }, (_, i) => `s${i}`);
    const metrics = createMetrics({
      ...quiet,
      bus: () => ({ published: 0, subscribers: names.map((name) => ({ name, pending: 1 })) }),
      services: () => names.map((name) => ({ name, state: 'running', restarts: 1 })),
    });
    const pending = await family(metrics, 'bus_pending');
    expect(pending).toHaveLength(1 + 256 + 1);
    expect(pending.at(-1)).toBe('bus_pending{subscriber="other"} 44');
    expect((await family(metrics, 'service_restarts_total')).at(-1)).toBe(
      'service_restarts_total{service="other"} 44',
    );
    expect(await family(metrics, 'service_state')).toContain(
      'service_state{service="other",state="running"} 44',
    );
  });

  it('escape what a label may hold', async () => {
    const metrics = createMetrics({ ...quiet, lagged: () => [['a"b\\c\nd', 1]] });
    expect(await family(metrics, 'bus_lagged_total')).toContain(
      'bus_lagged_total{subscriber="a\\"b\\\\c\\nd"} 1',
    );
  });

  it("include Node's own, without the three gauges that are named like counters", async () => {
    const { body } = await createMetrics(quiet).render();
    expect(body).toContain('\nprocess_cpu_user_seconds_total ');
    expect(body).toContain('\nnodejs_eventloop_lag_p99_seconds ');
    expect(body).not.toMatch(/nodejs_active_\w+_total/);
  });

  it('are in a registry of their own, which takes metrics of yours', async () => {
    const [one, other] = [createMetrics(quiet), createMetrics(quiet)];
    new Counter({ name: 'mine_total', help: 'Mine.', registers: [one.registry] }).inc();
    expect((await one.render()).body).toContain('\nmine_total 1');
    expect((await other.render()).body).not.toContain('mine_total');
    expect(globalRegistry.getMetricsAsArray()).toEqual([]);
  });
});

describe('the exposition', () => {
  it("is Prometheus's text format unless OpenMetrics is asked for, in any order", async () => {
    const metrics = createMetrics({ ...quiet, bus: () => ({ published: 4, subscribers: [] }) });
    const openMetrics = await metrics.render(
      'application/openmetrics-text;version=1.0.0,text/plain',
    );
    const text = await metrics.render('text/plain');
    expect(openMetrics.contentType).toBe(
      'application/openmetrics-text; version=1.0.0; charset=utf-8',
    );
    expect(openMetrics.body).toContain(
      '# TYPE events_published counter\nevents_published_total 4\n',
    );
    expect(openMetrics.body.endsWith('\n# EOF\n')).toBe(true);
    expect(text.contentType).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(text.body).toContain(
      '# TYPE events_published_total counter\nevents_published_total 4\n',
    );
    expect(text.body).not.toContain('# EOF');
  });
});
