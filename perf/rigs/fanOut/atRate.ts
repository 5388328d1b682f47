import { Bus } from 'ron-kernel/bus';
import type { Figures } from '../../support/Figures.js';
import { generate } from '../support/generate.js';
import { schedule } from '../support/schedule.js';
import type { Telemetry } from '../support/Telemetry.js';
import { frames, type Frame } from './Frame.js';
import { checkAccount, checkAll, Tally } from './Tally.js';

/** What a bus is put to. */
export interface FanOutLoad {
  /** How many publish, each at its share of the rate. */
  readonly producers: number;
  readonly subscribers: number;
  readonly capacity: number;
  /** Bytes. */
  readonly payload: number;
  /** Events a second, of all producers together. */
  readonly rate: number;
  /** How many a producer publishes at once. */
  readonly burst: number;
  /** Milliseconds. */
  readonly duration: number;
}

/** Publishes at a rate to functions: how long events take, and whether the schedule can be kept. */
export async function atRate(load: FanOutLoad, telemetry: Telemetry): Promise<Figures> {
  const bus = new Bus<Frame>({ capacity: load.capacity });
  const tallies = Array.from({ length: load.subscribers }, () => new Tally());
  const [deliver, slip] = [telemetry.timer('deliver'), telemetry.timer('slip')];
  const last = tallies.at(-1);
  for (const tally of tallies) {
    if (tally !== last) bus.subscribe((frame) => tally.count(frame));
  }
  bus.subscribe((frame) => {
    last?.count(frame);
    deliver(performance.now() - frame.at);
  });

  const next = frames(load.payload);
  telemetry.rate('events per second', 'published', () => bus.stats().published);
  const publish = (intended: number): void => {
    const now = performance.now();
    slip(now - intended);
    bus.publish(next(now));
  };
  const pace = schedule({ rate: load.rate / load.producers, burst: load.burst });
  telemetry.begin();
  const began = performance.now();
  const counts = await Promise.all(
    Array.from({ length: load.producers }, () => generate(pace, load.duration, publish)),
  );
  const took = performance.now() - began;
  await new Promise((resolve) => setTimeout(resolve, 10)); // what is on its way arrives
  telemetry.end();

  const published = counts.reduce((sum, count) => sum + count, 0);
  checkAll(published, tallies);
  checkAccount(published, bus.stats());
  const lagged = bus.stats().subscribers.reduce((sum, { dropped }) => sum + dropped, 0);
  return {
    'published per s': published / (took / 1e3),
    published,
    deliveries: published * load.subscribers,
    'lag ratio': lagged / published,
  };
}
