import { Bus } from 'ron-kernel/bus';
import { turn } from '../../support/turn.js';
import { checkAll } from '../fanOut/accounts.js';
import { produce, type FanOutLoad } from '../fanOut/FanOutLoad.js';
import { frames, type Frame } from '../fanOut/Frame.js';
import { Tally } from '../fanOut/Tally.js';
import { toFunctions, toStalling } from '../fanOut/workloads.js';
import type { Column, Knob } from './Knob.js';

const LOAD: Omit<FanOutLoad, 'duration'> = {
  producers: 1,
  subscribers: 8,
  capacity: 4_096,
  payload: 128,
  rate: 100_000,
  burst: 1,
  look: 'every millisecond',
};

const DELIVERED: readonly Column[] = [
  { title: 'to the last function, p50 µs', figure: 'deliver.p50.us' },
  { title: 'p99', figure: 'deliver.p99.us' },
  { title: 'CPU, % of a core', figure: 'cpu', times: 100 },
];
const HEAP: Column = { title: 'heap, MB', figure: 'heap.MB' };

/** How much a reader may hold. */
export const capacity: Knob = {
  question: 'bus.capacity: 100k events/s, a reader that stalls 100 ms twice a second',
  settings: ({ duration }) =>
    [256, 1_024, 4_096, 16_384, 65_536].map((capacity) => ({
      to: String(capacity),
      run: (telemetry) =>
        toStalling(
          { ...LOAD, capacity, duration },
          { seed: 1, readers: 1, length: 100, every: 400 },
          telemetry,
        ),
    })),
  columns: [
    { title: 'dropped', figure: 'dropped' },
    { title: 'lag ratio, %', figure: 'lag ratio', times: 100 },
    ...DELIVERED,
    HEAP,
  ],
};

/** How many are subscribed. */
export const subscribers: Knob = {
  question: 'subscribers of a bus, functions: 20k events/s',
  settings: ({ duration }) =>
    [1, 8, 64, 512].map((subscribers) => ({
      to: String(subscribers),
      run: (telemetry) => toFunctions({ ...LOAD, rate: 20_000, subscribers, duration }, telemetry),
    })),
  columns: DELIVERED,
};

const PAYLOADS = [128, 4_096].flatMap((bytes) =>
  ['shared', 'copied by each'].map((how) => ({ bytes, how })),
);

/** Whether subscribers share an event's bytes. */
export const payload: Knob = {
  question: 'an event’s bytes, shared by 8 subscribers or copied by each: 100k events/s',
  settings: ({ duration }) =>
    PAYLOADS.map(({ bytes, how }) => ({
      to: `${bytes} B, ${how}`,
      run: async (telemetry) => {
        const bus = new Bus<Frame>({ capacity: LOAD.capacity });
        const tallies = Array.from({ length: LOAD.subscribers }, () => new Tally());
        for (const tally of tallies) {
          bus.subscribe((frame) =>
            tally.count(how === 'shared' ? frame : { ...frame, payload: frame.payload.slice() }),
          );
        }
        const next = frames(bytes);
        let published = 0;
        const publish = (at: number): void => {
          published += 1;
          bus.publish(next(at));
        };
        await produce(LOAD, duration / 4, publish);
        telemetry.begin();
        await produce(LOAD, duration, publish);
        telemetry.end();
        await turn(); // what is on its way arrives
        checkAll(published, tallies);
        return { published };
      },
    })),
  columns: [
    { title: 'CPU, % of a core', figure: 'cpu', times: 100 },
    { title: 'collecting, %', figure: 'gc.share', times: 100 },
    { title: 'longest, ms', figure: 'gc.longest.ms' },
    { title: 'MB of RSS', figure: 'rss.MB' },
  ],
};
