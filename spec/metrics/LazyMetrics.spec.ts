import { describe, expect, it } from 'vitest';
import { LazyMetrics } from '../../lib/metrics/index.js';

const metrics = (): LazyMetrics =>
  new LazyMetrics({
    bus: () => ({ published: 2, subscribers: [] }),
    lagged: () => [],
    secondsToLoss: () => [],
    services: () => [],
    serviceStates: [],
    configVersion: () => 1,
    configReloads: () => [],
    logLinesDropped: () => 0,
    ready: () => true,
    degraded: () => 0,
    checks: () => [],
  });

describe('LazyMetrics', () => {
  it('has one registry, however often it is asked for', async () => {
    const kernel = metrics();
    const [one, other] = await Promise.all([kernel.registry(), kernel.registry()]);
    expect(one).toBe(other);
  });

  it('counts from the first moment, and times from when it was first asked for', async () => {
    const kernel = metrics();
    kernel.observeRestart(1);
    expect((await kernel.render()).body).toContain('events_published_total 2');
    kernel.observeRestart(1);
    kernel.observeConfigSwap(1);
    kernel.observeRequest({ route: '/', method: 'GET', status: 200, seconds: 1 });
    const { body } = await kernel.render();
    expect(body).toContain('service_restart_seconds_count 1');
    expect(body).toContain('config_swap_seconds_count 1');
    expect(body).toContain('request_latency_seconds_count{route="/",method="GET",status="200"} 1');
  });
});
