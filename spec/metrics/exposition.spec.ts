import { spawnSync } from 'node:child_process';
import { Counter, Gauge } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { createMetrics, type Metrics } from '../../lib/metrics/createMetrics.js';
import { Families } from '../../lib/metrics/Families.js';
import { KernelRegistry } from '../../lib/metrics/KernelRegistry.js';
import { parseExposition } from './parseExposition.js';

const ugly = ['plain', 'a "b"', 'a\\b', 'a\nb', 'a,b="c"', '{}', 'ü ☃', ''];

/** Metrics with something in every family, and labels that are hard to write. */
function full(): Metrics {
  const metrics = createMetrics({
    bus: () => ({ published: 7, subscribers: ugly.map((name) => ({ name, pending: 2 })) }),
    lagged: () => ugly.map((name) => [name, 3] as const),
    secondsToLoss: () => ugly.map((name, i) => [name, i === 0 ? Infinity : i / 3] as const),
    services: () => ugly.map((name) => ({ name, state: 'running', restarts: 1 })),
    serviceStates: ['starting', 'running'],
    configVersion: () => 3,
    configReloads: () => [['applied', 2]],
    logLinesDropped: () => 1e21,
    ready: () => true,
    degraded: () => 1,
    checks: () => ugly.map((name, i) => [name, i % 2 === 0] as const),
  });
  metrics.observeRestart(0.2);
  metrics.observeConfigSwap(0.002);
  for (const status of [200, 503]) {
    for (const seconds of [0.0001, 0.3, 7]) {
      metrics.observeRequest({ route: '/readyz', method: 'GET', status, seconds });
    }
  }
  return metrics;
}

describe('our own output', () => {
  it("is valid, and the same, in Prometheus's format and in OpenMetrics", async () => {
    const metrics = full();
    const text = parseExposition((await metrics.render()).body, 'prometheus');
    const openMetrics = parseExposition(
      (await metrics.render('application/openmetrics-text')).body,
      'openmetrics',
    );
    const named = (name: string): string => name.replace(/_total$/, '');
    expect([...openMetrics.keys()]).toEqual([...text.keys()].map(named));
    for (const [name, { type, samples }] of text) {
      expect(openMetrics.get(named(name))?.type).toBe(type);
      expect(openMetrics.get(named(name))?.samples).toHaveLength(samples.length);
    }
    expect(text.get('bus_pending')?.samples).toHaveLength(ugly.length);
    expect(text.get('request_latency_seconds')?.samples).toHaveLength(2 * 11);
  });

  it.each([
    [
      'a family in two pieces',
      '# HELP a A.\n# TYPE a gauge\na 1\n# HELP b B.\n# TYPE b gauge\na 2\n',
    ],
    ['a family twice', '# HELP a A.\n# TYPE a gauge\n# HELP a A.\n# TYPE a gauge\n'],
    ['no help', '# TYPE a gauge\na 1\n'],
    ['no type', 'a 1\n'],
    ['a series twice', '# HELP a A.\n# TYPE a gauge\na{x="1"} 1\na{x="1"} 2\n'],
    ['a label twice', '# HELP a A.\n# TYPE a gauge\na{x="1",x="2"} 1\n'],
    ['a label unquoted', '# HELP a A.\n# TYPE a gauge\na{x=1} 1\n'],
    ['a bad escape', '# HELP a A.\n# TYPE a gauge\na{x="\\t"} 1\n'],
    ['no value', '# HELP a A.\n# TYPE a gauge\na{x="1"} Infinity\n'],
    [
      'no bucket for all',
      '# HELP a A.\n# TYPE a histogram\na_bucket{le="1"} 1\na_sum 1\na_count 1\n',
    ],
    ['a line without end', '# HELP a A.\n# TYPE a gauge\na 1'],
  ])('would be found out with %s', (_case, text) => {
    expect(() => parseExposition(text, 'prometheus')).toThrow();
  });

  const promtool = spawnSync('promtool', ['--version']);
  const required = process.env['RON_REQUIRE_PROMTOOL'] === '1';
  it.skipIf(promtool.error && !required)(
    `satisfies promtool${promtool.error ? " (skipped: it isn't installed; Debian's prometheus package has it)" : ''}`,
    async () => {
      const { body } = await full().render();
      const { error, status, stdout, stderr } = spawnSync('promtool', ['check', 'metrics'], {
        input: body,
        encoding: 'utf8',
      });
      expect(error).toBeUndefined();
      expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: '' });
    },
  );
});

describe('a family that cannot be read', () => {
  function registryWith(collect: () => void | Promise<void>): KernelRegistry {
    const registry = new KernelRegistry();
    const registers = [registry];
    new Gauge({ name: 'before', help: 'Before.', registers }).set(1);
    new Gauge({ name: 'broken', help: 'Broken.', registers, collect });
    new Gauge({ name: 'after', help: 'After.', registers }).set(2);
    return registry;
  }
  const others =
    '# HELP before Before.\n# TYPE before gauge\nbefore 1\n\n# HELP after After.\n# TYPE after gauge\nafter 2\n';

  it.each([
    [
      'throws',
      () => {
        throw new Error('no disk');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no disk'))],
  ])('because it %s costs itself alone, each time', async (_case, collect) => {
    const families = new Families(registryWith(collect));
    expect(await families.render('prometheus')).toBe(others);
    expect(await families.render('prometheus')).toBe(others);
    expect([...families.failures]).toEqual([['broken', 2]]);
  });

  it('because it hangs costs itself alone, is not asked again meanwhile, and comes back', async () => {
    let asked = 0;
    let answer = (): void => {};
    const collect = (): Promise<void> => {
      asked += 1;
      return new Promise((resolve) => (answer = resolve));
    };
    const families = new Families(registryWith(collect), 5);
    expect(await families.render('prometheus')).toBe(others);
    expect(await families.render('prometheus')).toBe(others);
    expect(asked).toBe(1);
    expect([...families.failures]).toEqual([['broken', 2]]);
    answer();
    await new Promise(setImmediate);
    const rendering = families.render('prometheus');
    answer();
    expect(await rendering).toContain('\nbroken 0\n');
  });

  it('is named in the metrics', async () => {
    const metrics = full();
    const collect = (): never => {
      throw new Error('no disk');
    };
    new Gauge({ name: 'mine', help: 'Mine.', registers: [metrics.registry], collect });
    await metrics.render();
    expect((await metrics.render()).body).toContain('metrics_left_out_total{family="mine"} 1\n');
  });
});

describe('a family that is replaced while it is read', () => {
  const before = { name: 'mine', help: 'Before.' };
  const after = { name: 'mine', help: 'After.' };

  it('is written as the one that was read, and as the other from then on', async () => {
    const registry = new KernelRegistry();
    const registers = [registry];
    new Gauge({
      ...before,
      registers,
      collect: async () => {
        registry.removeSingleMetric('mine');
        new Counter({ ...after, registers });
      },
    });
    const families = new Families(registry);
    const text = '# HELP mine Before.\n# TYPE mine gauge\nmine 0\n';
    expect(await families.render('prometheus')).toBe(text);
    expect(await families.render('prometheus')).toBe(
      '# HELP mine After.\n# TYPE mine counter\nmine 0\n',
    );
  });

  it('is left out of no scrape by going', async () => {
    const registry = new KernelRegistry();
    const registers = [registry];
    const collect = (): void => registry.removeSingleMetric('mine');
    new Gauge({ name: 'first', help: 'First.', registers, collect });
    new Gauge({ ...before, registers });
    const families = new Families(registry);
    expect(await families.render('prometheus')).toContain('\nmine 0\n');
    expect(await families.render('prometheus')).not.toContain('mine');
    expect([...families.failures]).toEqual([]);
  });
});
