import { Bus } from 'ron-kernel/bus';
import type { Figures } from '../../support/Figures.js';
import { generate } from '../support/generate.js';
import { schedule } from '../support/schedule.js';
import type { Telemetry } from '../support/Telemetry.js';
import { until } from '../support/until.js';
import { checkAccount, checkAll } from './accounts.js';
import type { FanOutLoad } from './FanOutLoad.js';
import { frames, type Frame } from './Frame.js';
import { Tally } from './Tally.js';

/** By how much the rate rises from one step to the next. */
const STEP = 1.25;

/** How often a rate is tried: what fails once may have been the machine. */
const ATTEMPTS = 3;

const NEVER_REACHED = 1e8;

/** Raises the rate step by step until the schedule can't be kept: the highest that could. */
export async function climb(
  {
    capacity,
    subscribers,
    payload,
    rate,
    duration,
  }: Omit<FanOutLoad, 'producers' | 'burst' | 'look'>,
  telemetry: Telemetry,
): Promise<Figures> {
  const bus = new Bus<Frame>({ capacity });
  const tallies = Array.from({ length: subscribers }, () => new Tally());
  for (const tally of tallies) bus.subscribe((frame) => tally.count(frame));
  const next = frames(payload);
  let [step, held, published] = [rate, 0, 0];
  const publish = (intended: number): void => {
    published += 1;
    bus.publish(next(intended));
  };
  telemetry.rate('events per second', 'published', () => published);
  telemetry.gauge('events per second', 'asked for', () => step);
  telemetry.begin();
  for (let attempt = 1; attempt <= ATTEMPTS && step < NEVER_REACHED; attempt++) {
    const pace = schedule({ rate: step });
    const began = performance.now();
    const count = await generate({ schedule: pace, duration, look: 'every turn', publish });
    const reached = count / ((performance.now() - began) / 1e3);
    if (reached < 0.99 * step) continue;
    held = reached;
    step *= STEP;
    attempt = 0;
  }
  telemetry.end();
  await until(() => tallies.every(({ delivered }) => delivered >= published));
  checkAll(published, tallies);
  checkAccount(published, bus.stats());
  return { 'highest rate per s': held, published };
}
