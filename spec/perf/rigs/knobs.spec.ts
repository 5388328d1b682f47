import { describe, expect, it } from 'vitest';
import { knobs } from '../../../perf/rigs/knobs.js';
import { parseCommandLine } from '../../../perf/rigs/support/parseCommandLine.js';
import { Results } from '../../../perf/support/Results.js';

describe('knobs', () => {
  it('turns every knob of the specification', () => {
    const { values } = parseCommandLine(knobs, []);
    const names = knobs.loads(values, 'full').map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(new Set(names.map((name) => name.split(' ')[0]))).toEqual(
      new Set([
        'capacity',
        'subscribers',
        'payload',
        'workers',
        'pool',
        'logging',
        'cardinality',
        'jitter',
      ]),
    );
  });

  it('sets what a process has to be started with', () => {
    const { values } = parseCommandLine(knobs, ['--only', 'pool']);
    expect(knobs.loads(values, 'full').map(({ env }) => env)).toEqual(
      ['1', '2', '4', '8', '16'].map((threads) => ({ UV_THREADPOOL_SIZE: threads })),
    );
  });

  it('shows what each setting came to, in the unit of its column', () => {
    const { values, effort } = parseCommandLine(knobs, ['--quick', '--only', 'cardinality']);
    const results = new Results();
    for (const [index, { name }] of knobs.loads(values, effort).entries()) {
      results.add(name, {
        'render.p50.us': 1_000 * (index + 1),
        'render.p95.us': 2_500,
        'body.KB': 20,
        'heap.MB': 10,
      });
    }
    const { tables, verdicts } = knobs.report(results, values, effort);
    expect(verdicts).toEqual([]);
    expect(tables).toEqual([
      {
        title: 'series of an application’s metrics, in 40 families: a scrape',
        columns: ['cardinality', 'p50 ms', 'p95', 'KB', 'heap, MB'],
        rows: [
          ['100', '1.00', '2.50', '20.0', '10.0'],
          ['500', '2.00', '2.50', '20.0', '10.0'],
        ],
      },
    ]);
  });
});
