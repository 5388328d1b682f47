import { describe, expect, it } from 'vitest';
import type { Tick } from '../../../perf/micro/support/handlers.js';
import { ways } from '../../../perf/peers/ways/ways.js';
import { turn } from '../../../perf/support/turn.js';

const EVENTS = 200;

const ticks = Array.from({ length: EVENTS }, (_, count): Tick => ({ type: 'tick', count }));

/** Waits until `done`, however long that takes. */
async function until(done: () => boolean): Promise<void> {
  while (!done()) await turn();
}

describe.each(Object.entries(ways))('%s', (_name, open) => {
  it('hands every event to every subscriber in order', async () => {
    const way = await open();
    const received = [new Array<number>(), new Array<number>()];
    for (const counts of received) way.subscribe(({ count }) => void counts.push(count));
    for (const tick of ticks) way.publish(tick);
    await until(() => received.every(({ length }) => length === EVENTS));
    for (const counts of received) expect(counts).toEqual(ticks.map(({ count }) => count));
    expect(way.dropped() ?? 0).toBe(0);
  });

  it('hands every event to a subscriber that takes its time', async () => {
    const way = await open();
    const received: number[] = [];
    way.subscribeAsync(async ({ count }) => {
      await turn();
      received.push(count);
    });
    for (const tick of ticks) way.publish(tick);
    await until(() => received.length === EVENTS);
    expect(received).toEqual(ticks.map(({ count }) => count));
  });
});
