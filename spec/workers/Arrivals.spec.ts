import { Bus } from 'ron-kernel';
import { queueScheduler } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { broadcastOf } from '../../lib/bus/fusion.js';
import { Arrivals } from '../../lib/workers/Arrivals.js';

describe('Arrivals', () => {
  it.each([
    ['later', {}],
    ['at once', { scheduler: queueScheduler }],
  ])('tells an event from one like it, on a bus that delivers %s', async (_, options) => {
    const bus = new Bus<number>(options);
    const broadcast = broadcastOf<number>(bus);
    if (broadcast === undefined) throw new Error('a bus has a broadcast');
    const arrivals = new Arrivals<number, string>(bus, broadcast);
    const origins: string[] = [];
    bus.subscribe(() => origins.push(arrivals.origin ?? 'here'));
    let answers = 2;
    bus.subscribe((event) => {
      if (answers-- > 0) bus.publish(event);
    });
    arrivals.publish(5, 'a worker');
    arrivals.publish(5, 'another worker');
    bus.publish(5);
    await vi.waitUntil(() => origins.length === 5, { timeout: 30_000 });
    expect(origins.sort()).toEqual(['a worker', 'another worker', 'here', 'here', 'here']);
  });
});
