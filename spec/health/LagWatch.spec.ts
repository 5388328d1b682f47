import { createKernel, concatMapBounded } from 'ron-kernel';
import { filter, firstValueFrom } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { LagWatch } from '../../lib/health/LagWatch.js';
import { quiet } from '../kernel/quiet.js';

const audit = (pending: number, dropped = 0) => ({
  name: 'audit',
  capacity: 100,
  pending,
  dropped,
});
const warning = (reason: string) => [{ name: 'kernel.bus.audit', reason }];

describe('LagWatch', () => {
  it('warns of a loss before it comes, while it comes, and for a while after', () => {
    const watch = new LagWatch();
    const at = (time: number, pending: number, dropped = 0) =>
      watch.sample(time, [audit(pending, dropped)], 5_000);
    expect(at(0, 0)).toEqual([]);
    expect(at(1_000, 10)).toEqual([]); // 9 s
    expect(at(2_000, 30)).toEqual(warning('loses events in 3.5 s'));
    expect(watch.seconds.get('audit')).toBe(3.5);
    expect(at(3_000, 100, 40)).toEqual(warning('loses events'));
    expect(at(4_000, 0, 40)).toEqual(warning('loses events'));
    expect(watch.seconds.get('audit')).toBe(Infinity);
    expect(at(7_999, 0, 40)).toEqual(warning('loses events'));
    expect(at(8_000, 0, 40)).toEqual([]);
  });

  it('takes the trend of a second, so that a burst between two samples is none', () => {
    const watch = new LagWatch();
    const at = (time: number, pending: number) => watch.sample(time, [audit(pending)], 1_000);
    for (const time of [0, 250, 500, 750]) expect(at(time, 0)).toEqual([]);
    expect(at(1_000, 40)).toEqual([]);
    expect(watch.seconds.get('audit')).toBe(1.5);
  });

  it('takes the trend since its last sample where that is longer ago', () => {
    const watch = new LagWatch();
    watch.sample(0, [audit(0)], 5_000);
    expect(watch.sample(4_000, [audit(80)], 5_000)).toEqual(warning('loses events in 1.0 s'));
  });

  it('keeps to the soonest of those that share a name', () => {
    const watch = new LagWatch();
    watch.sample(0, [audit(0), audit(0)], 5_000);
    watch.sample(1_000, [audit(50), audit(1)], 5_000);
    expect([...watch.seconds]).toEqual([['audit', 1]]);
  });

  it('leaves out who has no name, and who only wants the latest', () => {
    const watch = new LagWatch();
    const readers = (dropped: number) => [
      { ...audit(0, dropped), name: 'subscriber-7' },
      { ...audit(0, dropped), capacity: 1 },
    ];
    watch.sample(0, readers(0), 5_000);
    expect(watch.sample(1_000, readers(9), 5_000)).toEqual([]);
    expect(watch.seconds.size).toBe(0);
  });

  it('forgets who has gone, and warns of nobody at a threshold of 0', () => {
    const watch = new LagWatch();
    watch.sample(0, [audit(0)], 5_000);
    expect(watch.sample(1_000, [audit(90)], 5_000)).toHaveLength(1);
    expect(watch.sample(1_250, [audit(95)], 0)).toEqual([]);
    expect(watch.sample(1_500, [audit(96)], 5_000)).toHaveLength(1);
    expect(watch.sample(1_750, [], 5_000)).toEqual([]);
    expect(watch.seconds.size).toBe(0);
  });
});

describe('a subscriber that falls behind', () => {
  it('degrades the node before anything is dropped, and is told in the metrics', async () => {
    await using kernel = await createKernel({
      ...quiet,
      config: {
        env: {},
        reloadOn: [],
        values: { bus: { lossWarning: '1h' }, shutdown: { deadline: 20 } },
      },
    });
    const hung$ = kernel.bus.pipe(concatMapBounded(() => new Promise(() => {}), { name: 'hung' }));
    hung$.subscribe();
    await kernel.start();
    const degraded = firstValueFrom(
      kernel.readiness$.pipe(filter((readiness) => readiness.degraded.length > 0)),
    );
    const publishing = setInterval(() => kernel.bus.publish({ type: 'tick' }), 5);
    try {
      expect(await degraded).toEqual({ ready: true, missing: [], degraded: ['kernel.bus.hung'] });
      await vi.waitFor(async () => {
        const { body } = await kernel.metrics.render();
        expect(body).toMatch(/^bus_seconds_to_loss\{subscriber="hung"\} \d/m);
      }, 10_000);
    } finally {
      clearInterval(publishing);
    }
    expect(kernel.bus.stats().subscribers.map(({ dropped }) => dropped)).toEqual([0]);
  });
});
