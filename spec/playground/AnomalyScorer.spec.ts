import { beforeEach, describe, expect, it } from 'vitest';
import { AnomalyScorer, ENOUGH, HISTORY, UNUSUAL } from '../../playground/AnomalyScorer.js';
import { seriesOf } from '../../playground/seriesOf.js';
import type { WindowSummary } from '../../playground/WindowSummary.js';

const empty: WindowSummary = {
  at: 0,
  seconds: 1,
  counters: {},
  gauges: {},
  timers: {},
  sets: {},
  badLines: 0,
  ignored: 0,
};
/** Up and down a little, as things are. */
const wave = (at: number) => 100 + (at % 7);

describe('seriesOf', () => {
  it('names each number of a window that may be unusual', () => {
    const timer = { count: 1, min: 1, max: 9, mean: 4, p50: 3, p95: 8, p99: 9 };
    const host = { cpu: 0.5, memory: 0.25, load: 1, rss: 5, loopDelay: 2 };
    const window = {
      ...empty,
      counters: { hits: { count: 6, rate: 3 } },
      gauges: { queue: 7 },
      timers: { db: timer },
      sets: { users: 2 },
      host,
    };
    expect(Object.fromEntries(seriesOf(window))).toEqual({
      'hits.rate': 3,
      'queue.gauge': 7,
      'db.p95': 8,
      'users.size': 2,
      'cpu.host': 0.5,
      'memory.host': 0.25,
      'load.host': 1,
      'rss.host': 5,
      'loopDelay.host': 2,
    });
    expect(seriesOf(empty)).toEqual([]);
  });
});

describe('AnomalyScorer', () => {
  let scorer: AnomalyScorer;
  beforeEach(() => (scorer = new AnomalyScorer()));
  const feed = (count: number, gauges: (at: number) => Record<string, number>) => {
    for (let at = 0; at < count; at++) scorer.score({ ...empty, at, gauges: gauges(at) });
  };

  it('learns what is usual before it judges', () => {
    feed(ENOUGH - 2, (at) => ({ queue: wave(at) }));
    const window = { ...empty, at: 5, gauges: { queue: 9_000 } };
    expect(scorer.score(window)).toEqual({ at: 5, judged: 0, learning: 1, anomalies: [] });
    expect(scorer.score(window)).toMatchObject({ judged: 1, learning: 0 });
  });

  it('tells what is unusual, by how much, the most unusual first', () => {
    feed(ENOUGH, (at) => ({ queue: wave(at), load: wave(at), calm: wave(at) }));
    const { anomalies } = scorer.score({ ...empty, gauges: { queue: 200, load: 0, calm: 104 } });
    expect(anomalies.map(({ series, value, median }) => ({ series, value, median }))).toEqual([
      { series: 'load.gauge', value: 0, median: 103 },
      { series: 'queue.gauge', value: 200, median: 103 },
    ]);
    const [low, high] = anomalies;
    expect(low?.score).toBeLessThan(-UNUSUAL);
    expect(high?.score).toBeGreaterThan(UNUSUAL);
  });

  it('tells ten at most', () => {
    const names = Array.from({ length: 15 }, (_, index) => `s${index}`);
    const all = (value: (index: number) => number) =>
      Object.fromEntries(names.map((name, index) => [name, value(index)]));
    feed(ENOUGH, (at) => all(() => wave(at)));
    const { anomalies, judged } = scorer.score({ ...empty, gauges: all((index) => 1_000 + index) });
    expect(judged).toBe(15);
    expect(anomalies.map(({ value }) => value)).toEqual(
      Array.from({ length: 10 }, (_, index) => 1_014 - index),
    );
  });

  it('looks back no further than its history', () => {
    feed(HISTORY, () => ({ queue: 5 }));
    feed(HISTORY - 1, () => ({ queue: 80 }));
    expect(scorer.score({ ...empty, gauges: { queue: 80 } }).anomalies).toEqual([]);
    const { anomalies } = scorer.score({ ...empty, gauges: { queue: 5 } });
    expect(anomalies).toMatchObject([{ series: 'queue.gauge', value: 5, median: 80 }]);
  });

  it('forgets a series that is gone, so that names from anyone do not pile up', () => {
    feed(ENOUGH, (at) => ({ queue: wave(at) }));
    scorer.score(empty);
    expect(scorer.score({ ...empty, gauges: { queue: 9_000 } })).toMatchObject({
      judged: 0,
      learning: 1,
      anomalies: [],
    });
  });
});
