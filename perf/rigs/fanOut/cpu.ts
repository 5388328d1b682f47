import { Bus } from 'ron-kernel/bus';
import type { Figures } from '../../support/Figures.js';
import { turn } from '../../support/turn.js';
import type { Telemetry } from '../support/Telemetry.js';
import { checkAccount, checkAll } from './accounts.js';
import { produce, warmUpOf, type FanOutLoad } from './FanOutLoad.js';
import { frames, type Frame } from './Frame.js';
import { Tally } from './Tally.js';

/** Generates events for nobody, so that it is known what that takes. */
export async function generatorAlone(load: FanOutLoad, telemetry: Telemetry): Promise<Figures> {
  let bytes = 0;
  return await generating(load, telemetry, ({ payload }) => {
    bytes += payload[0] ?? 0;
  }).then(({ published }) => ({ published, bytes }));
}

/** The same generator with a bus behind it. */
export async function generatorAndBus(load: FanOutLoad, telemetry: Telemetry): Promise<Figures> {
  const bus = new Bus<Frame>({ capacity: load.capacity });
  const tallies = Array.from({ length: load.subscribers }, () => new Tally());
  for (const tally of tallies) bus.subscribe((frame) => tally.count(frame));
  const { published, all } = await generating(load, telemetry, (frame) => bus.publish(frame));
  checkAll(all, tallies);
  checkAccount(all, bus.stats());
  return { published, deliveries: published * load.subscribers };
}

async function generating(load: FanOutLoad, telemetry: Telemetry, take: (frame: Frame) => unknown) {
  const next = frames(load.payload);
  const publish = (intended: number): void => void take(next(intended));
  const warmUp = await produce(load, warmUpOf(load), publish);
  telemetry.begin();
  const published = await produce(load, load.duration, publish);
  telemetry.end();
  await turn();
  return { published, all: warmUp + published };
}
