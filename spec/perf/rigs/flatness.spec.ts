import { describe, expect, it } from 'vitest';
import { flatness } from '../../../perf/rigs/support/flatness.js';

/** A hundred looks within an hour. */
const held = (heap: (n: number) => number) =>
  Array.from({ length: 100 }, (_, n) => ({
    hours: n / 100,
    heap: heap(n),
    rss: 80,
    descriptors: n === 50 ? 30 : 25,
  }));

const steady = Array.from({ length: 100 }, () => 7);

describe('flatness', () => {
  it('is a slope of nothing and a growth of one where nothing changes', () => {
    expect(
      flatness(
        held(() => 12),
        steady,
      ),
    ).toEqual({
      'heap slope.MB per h': 0,
      'heap slope.low.MB per h': 0,
      'heap slope.high.MB per h': 0,
      'RSS slope.MB per h': 0,
      'RSS slope.low.MB per h': 0,
      'RSS slope.high.MB per h': 0,
      'heap growth': 1,
      'RSS growth': 1,
      'descriptor growth': 1,
      descriptors: 30,
      'latency growth': 1,
    });
  });

  it('finds a leak under the noise', () => {
    const figures = flatness(
      held((n) => 12 + (5 * n) / 100 + (n % 3) / 10),
      steady,
    );
    expect(figures['heap slope.MB per h']).toBeCloseTo(5, 1);
    expect(figures['heap slope.low.MB per h']).toBeGreaterThan(4);
    expect(figures['heap growth']).toBeGreaterThan(1.1);
  });

  it('takes no notice of what is allocated to begin with', () => {
    const figures = flatness(
      held((n) => (n < 20 ? n : 20)),
      [...steady.slice(0, 80), ...steady],
    );
    expect(figures).toMatchObject({ 'heap slope.MB per h': 0, 'heap growth': 1 });
  });

  it('finds latencies that rise', () => {
    const rising = Array.from({ length: 100 }, (_, n) => 100 + n);
    expect(
      flatness(
        held(() => 12),
        rising,
      )['latency growth'],
    ).toBeGreaterThan(1.3);
  });
});
