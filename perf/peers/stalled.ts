import type { Effort } from '../support/Effort.js';
import type { Figures } from '../support/Figures.js';
import type { Comparison } from '../support/Suite.js';
import { collectAll } from '../support/collect.js';
import { processorTime } from '../support/processorTime.js';
import { turn } from '../support/turn.js';
import { ways } from './ways/ways.js';
import type { Way } from './ways/Way.js';

const OTHERS = 8;
const BURST = 64;

/** Publishes `events` in bursts, and says what processor time one took, in nanoseconds. */
async function publish(way: Way, events: number): Promise<number> {
  const spent = processorTime();
  for (let n = 0; n < events; n += BURST) {
    for (let at = 0; at < BURST; at++) way.publish({ type: 'tick', count: 1 });
    await turn();
  }
  return (spent() * 1e6) / events;
}

/** Megabytes of heap in use once nothing more can be collected. */
async function heap(): Promise<number> {
  await collectAll();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

/** One of nine stops reading; later it goes on. */
async function measure(open: () => Promise<Way>, effort: Effort): Promise<Figures> {
  const events = (effort === 'full' ? 1_600 : 160) * BURST;
  const way = await open();
  const totals = Array.from({ length: OTHERS }, () => ({ sum: 0 }));
  for (const total of totals) way.subscribe(({ count }) => void (total.sum += count));
  await publish(way, events);
  const before = await publish(way, events);
  const had = totals[0]?.sum ?? NaN;
  let release = (): void => undefined;
  const stalled = new Promise<void>((resolve) => (release = resolve));
  let received = 0;
  way.subscribeAsync(async ({ count }) => {
    await stalled;
    received += count;
  });
  const empty = await heap();
  const during = await publish(way, events);
  await turn();
  const held = (await heap()) - empty;
  const others = Math.min(...totals.map(({ sum }) => sum - had));
  release();
  await settled(() => received);
  const dropped = way.dropped();
  return {
    'more ns per event': during - before,
    'held.MB': held,
    'others had': others / events,
    'went to it': received / events,
    // What is lost and not accounted for, of each event.
    'unaccounted for': (events - received - (dropped ?? 0)) / events,
    accounts: dropped === undefined ? 0 : 1,
  };
}

/** Waits until `count` has stopped rising for a while. */
async function settled(count: () => number): Promise<void> {
  let [seen, idle] = [count(), 0];
  while (idle < 50) {
    await turn();
    idle = count() === seen ? idle + 1 : 0;
    seen = count();
  }
}

/** What does it cost the others, and the heap, when one stops reading? */
export const stalled: Comparison = {
  name: 'stalled',
  nodeFlags: ['--expose-gc'],
  cases: () =>
    Object.entries(ways).map(([name, open]) => ({
      name,
      measure: (effort) => measure(open, effort),
    })),
};
