import { AsyncLocalStorage } from 'node:async_hooks';
import { filter, queueScheduler } from 'rxjs';
import { Bus, bounded, concatMapBounded, OptionTypeError, type BusMonitor } from 'ron-kernel/bus';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { turn } from './support/turn.js';
import { unhandledBy } from './support/unhandled.js';

/** A monitor that writes down what it is told. */
class Notes implements BusMonitor<number> {
  readonly published: BusMonitor<number>['published'] = (event, sequence) =>
    void this.events.push([sequence, event]);
  readonly slowest: BusMonitor<number>['slowest'] = (...notice) => void this.slow.push(notice);
  readonly events: [sequence: number, event: number][] = [];
  readonly slow: [string, number, number | undefined][] = [];
}

describe('Bus, monitor', () => {
  it('is told of every event and its place in the order, also where nobody is subscribed', async () => {
    const monitor = new Notes();
    const bus = new Bus<number>({ monitor });
    bus.publish(10);
    bus.subscribe();
    bus.next(20);
    bus.sink.next(30);
    await turn();
    bus.complete();
    bus.publish(40);
    expect(monitor.events).toEqual([
      [1, 10],
      [2, 20],
      [3, 30],
    ]);
    expect(bus.stats().published).toBe(3);
  });

  it.each([
    ['a burst beyond the ring, pumped on the publisher’s stack', undefined],
    ['a scheduler that delivers at once', queueScheduler],
  ])('is told in the order of delivery, with handlers that publish: %s', async (_, scheduler) => {
    const monitor = new Notes();
    const bus = new Bus<number>({ monitor, capacity: 4, ...(scheduler && { scheduler }) });
    const seen: number[] = [];
    bus.subscribe((event) => seen.push(event));
    bus.pipe(filter((event) => event < 100)).subscribe((event) => bus.publish(100 + event));
    for (let event = 0; event < 50; event++) bus.publish(event);
    await turn();
    expect(monitor.events.map(([, event]) => event)).toEqual(seen);
    expect(monitor.events.map(([sequence]) => sequence)).toEqual(seen.map((_, at) => at + 1));
    expect(bus.stats().subscribers.map(({ dropped }) => dropped)).toEqual([0, 0]);
  });

  it('is told in the context that an event is published in', () => {
    const context = new AsyncLocalStorage<string>();
    const stores: unknown[] = [];
    const monitor = { published: () => stores.push(context.getStore()), slowest: () => {} };
    const bus = new Bus<number>({ monitor, context });
    context.run('mine', () => bus.publish(1));
    bus.publish(2);
    expect(stores).toEqual(['mine', undefined]);
  });

  describe('by a clock that handlers move', () => {
    let clock = 0;
    beforeEach(() => void vi.spyOn(performance, 'now').mockImplementation(() => clock));
    afterEach(() => vi.restoreAllMocks());

    it('is told who held the loop longer than ever, over which event', async () => {
      const monitor = new Notes();
      const bus = new Bus<number>({ monitor });
      bus.subscribe(function quick() {
        clock += 1;
      });
      bus.subscribe(function slow(ms) {
        clock += ms;
      });
      bus.pipe(filter((ms) => ms === 3)).subscribe(() => (clock += 100));
      for (const ms of [2, 5, 3, 7]) bus.publish(ms);
      await turn();
      expect(monitor.slow).toEqual([
        ['quick', 1, 1],
        ['slow', 2, 1],
        ['slow', 5, 2],
        ['subscriber-3', 100, 3],
        ['slow', 7, 4],
      ]);
    });

    it('is told of an asynchronous reader what its handler took, not what it waited for', async () => {
      const monitor = new Notes();
      const bus = new Bus<number>({ monitor });
      const work = async (ms: number): Promise<void> => {
        clock += ms;
        await turn();
        clock += 1_000;
      };
      bus.pipe(concatMapBounded(work, { name: 'direct' })).subscribe();
      bus.pipe(bounded({ name: 'edge' })).subscribe((ms) => (clock += 2 * ms));
      const own = concatMapBounded(work, { name: 'behind', bus });
      bus
        .pipe(
          filter(() => true),
          own,
        )
        .subscribe();
      bus.publish(4);
      await bus.close();
      const reader = (name: string): unknown => monitor.slow.filter(([other]) => other === name);
      expect(reader('direct')).toEqual([['direct', 4, undefined]]);
      expect(reader('edge')).toEqual([['edge', 8, undefined]]);
      expect(reader('behind')).toEqual([['behind', 4, undefined]]);
    });

    it('is told also of a handler that throws', async () => {
      const monitor = new Notes();
      const failures: unknown[] = [];
      const bus = new Bus<number>({ monitor, onError: (error) => failures.push(error) });
      bus.subscribe(function failing() {
        clock += 6;
        throw new Error('no');
      });
      bus.publish(1);
      await turn();
      expect(monitor.slow).toEqual([['failing', 6, 1]]);
      expect(failures).toEqual([new Error('no')]);
    });
  });

  it('changes nothing for anyone by throwing', async () => {
    const seen: number[] = [];
    const broken = (): void => {
      throw new Error('broken monitor');
    };
    const bus = new Bus<number>({ monitor: { published: broken, slowest: broken } });
    bus.subscribe((event) => seen.push(event));
    const unhandled = await unhandledBy(async () => {
      expect(bus.publish(1)).toBe(1);
      await turn();
    });
    expect(seen).toEqual([1]);
    expect(unhandled[0]).toEqual(new Error('broken monitor'));
  });

  it.each([1, null, {}, { published: () => {} }])('refuses %j', (monitor) => {
    expect(() => new Bus({ monitor: monitor as never })).toThrow(OptionTypeError);
    expect(() => new Bus({ monitor: monitor as never })).toThrow('monitor');
  });
});
