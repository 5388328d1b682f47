import { choices, count, counts, duration, type Values } from '../support/options.js';

const WORKLOADS = ['rates', 'readers', 'slow', 'stalls', 'cpu', 'climb'] as const;

/** What `npm run perf:bus-fanout` understands. */
export const options = {
  workloads: choices(WORKLOADS, { help: 'what to run', default: WORKLOADS }),
  rates: counts({
    help: 'events a second to functions',
    default: [50_000, 100_000, 250_000],
    quick: [20_000],
  }),
  rate: count({
    help: 'events a second beside readers',
    default: 100_000,
    quick: 20_000,
    least: 1,
  }),
  for: duration({ help: 'how long each is kept up', default: 30_000, quick: 400 }),
  producers: count({ help: 'how many publish', default: 1, least: 1 }),
  subscribers: count({ help: 'how many functions are subscribed', default: 8, least: 1 }),
  readers: count({ help: 'how many asynchronous readers beside them', default: 8, least: 1 }),
  capacity: count({ help: 'of the bus', default: 4_096, quick: 256, least: 1 }),
  payload: count({ help: 'bytes in an event', default: 128, least: 1 }),
  burst: count({ help: 'how many events come at once', default: 1, least: 1 }),
  latency: duration({ help: 'what a slow reader takes over an event', default: 1 }),
  stall: duration({ help: 'how long a stall is on average', default: 200, quick: 50 }),
  every: duration({ help: 'from one stall to the next, on average', default: 1_000, quick: 50 }),
  seed: count({ help: 'of the stalls', default: 1 }),
};

/** What each came to. */
export type Asked = Values<typeof options>;

/** The generator, and no bus. */
export const ALONE = 'generator alone';
/** The same, publishing. */
export const AND_BUS = 'generator and bus';
/** A rate that rises. */
export const CLIMB = 'climb';

const perSecond = (rate: number): string => `${options.rates.show([rate])}/s`;

/** What loads are called. */
export const names = {
  rate: (rate: number, { subscribers }: Asked) => `${perSecond(rate)} to ${subscribers}`,
  readers: ({ rate, readers }: Asked) => `${perSecond(rate)}, ${readers} readers`,
  slow: ({ rate, readers }: Asked) => `${perSecond(rate)}, ${readers} slow readers`,
  stalls: ({ rate, readers }: Asked) => `${perSecond(rate)}, ${readers} stalling readers`,
};
