import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Telemetry } from '../../../perf/rigs/support/Telemetry.js';

describe('Telemetry', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  const line = (telemetry: Telemetry, chart: string) =>
    telemetry
      .recording({})
      .series.filter((each) => each.chart === chart)
      .map(({ name, values }) => [name, values]);

  it('takes gauges as they are and totals by their rise, tick by tick', () => {
    const telemetry = new Telemetry(500);
    let total = 1_000;
    telemetry.gauge('pending', 'now', () => total / 10);
    telemetry.rate('events per second', 'published', () => total);
    telemetry.begin();
    for (const step of [50, 100, 0]) {
      total += step;
      vi.advanceTimersByTime(500);
    }
    telemetry.end();
    expect(telemetry.values('pending', 'now')).toEqual([105, 115, 115]);
    expect(telemetry.values('events per second', 'published')).toEqual([100, 200, 0]);
    expect(telemetry.recording({}).ticks).toEqual([0.5, 1, 1.5]);
  });

  it('leaves out what is recorded before it begins, and keeps all that comes until it ends', () => {
    const telemetry = new Telemetry(500);
    const record = telemetry.timer('deliver');
    record(90);
    telemetry.begin();
    record(1);
    vi.advanceTimersByTime(500);
    record(2);
    telemetry.end();
    const { figures, distributions } = telemetry.recording({ 'lag ratio': 0 });
    expect(Math.round(figures['deliver.max.us'] ?? NaN)).toBe(2_000);
    expect(Math.round(figures['deliver.p50.us'] ?? NaN)).toBe(1_000);
    expect(figures['lag ratio']).toBe(0);
    expect(distributions.map(({ name }) => name)).toEqual(['deliver']);
    expect(line(telemetry, 'deliver, µs').map(([name]) => name)).toEqual(['p50', 'p99', 'max']);
  });

  it('watches the process of every load', () => {
    const telemetry = new Telemetry(500);
    telemetry.begin();
    vi.advanceTimersByTime(1_000);
    const { figures, series } = telemetry.recording({});
    expect([...new Set(series.map(({ chart }) => chart))]).toEqual([
      'CPU, % of a core',
      'memory, MB',
      'event loop late by, ms',
      'garbage collection, ms per s',
    ]);
    expect(figures['rss.MB']).toBeGreaterThan(10);
    expect(Object.keys(figures)).toEqual(
      expect.arrayContaining(['cpu', 'heap.MB', 'loop late.p99.ms', 'gc.share', 'gc.longest.ms']),
    );
  });

  it('names a line that it lacks', () => {
    expect(() => new Telemetry(500).values('pending', 'now')).toThrow(
      "'pending' has no line 'now'",
    );
  });
});
