import { Bus } from 'ron-kernel/bus';
import type { Figures } from '../support/Figures.js';
import { nanosecondHistogram, percentiles, record } from '../support/percentiles.js';
import { judge, rounded, spread, type Report, type Table } from '../support/Report.js';
import type { Results } from '../support/Results.js';
import { secondsPerCycle } from './support/secondsPerCycle.js';
import type { Effort } from '../support/Effort.js';
import type { Case, Suite } from './support/Suite.js';
import { microtask, turn } from '../support/turn.js';

const RECEIVERS = [1, 2, 4, 8, 16];
const PAYLOADS = [32, 128, 512];

/** How many operations pass between two turns of the event loop. */
const STRETCH = 64;

interface Frame {
  readonly type: 'frame';
  readonly payload: Uint8Array;
}

/** A bus, the frames to publish on it, and receivers that read them; `onDelivery` is told which of them. */
function publisher(receivers: number, bytes: number, onDelivery: (receiver: number) => void) {
  const bus = new Bus<Frame>();
  const frames = Array.from({ length: 1_024 }, (): Frame => ({
    type: 'frame',
    payload: new Uint8Array(bytes).fill(1),
  }));
  let [published, delivered] = [0, 0];
  for (let receiver = 0; receiver < receivers; receiver++) {
    bus.subscribe(({ payload }) => {
      delivered += payload[bytes - 1] ?? 0;
      onDelivery(receiver);
    });
  }
  return {
    publish: () => {
      const frame = frames[published++ % frames.length];
      if (frame !== undefined) bus.publish(frame);
    },
    check: () => {
      const lost = bus.stats().subscribers.reduce((sum, { dropped }) => sum + dropped, 0);
      if (lost > 0 || delivered !== published * receivers) {
        throw new Error(
          `${String(published)} × ${String(receivers)} published, ${String(delivered)} delivered, ${String(lost)} lost`,
        );
      }
    },
  };
}

/** Times each publish until it has reached the first receiver, and the last. */
async function time(receivers: number, bytes: number, effort: Effort): Promise<Figures> {
  const [toFirst, toLast] = [nanosecondHistogram(), nanosecondHistogram()];
  let [first, last] = [0, 0];
  const { publish, check } = publisher(receivers, bytes, (receiver) => {
    if (receiver === 0) first = performance.now();
    if (receiver === receivers - 1) last = performance.now();
  });
  const stretches = effort === 'full' ? 4_000 : 10;
  for (let n = 0; n < stretches; n++) {
    for (let op = 0; op < STRETCH; op++) {
      const at = performance.now();
      publish();
      await microtask;
      if (n * 10 < stretches) continue; // a tenth to warm up
      record(toFirst, first - at);
      record(toLast, last - at);
    }
    await turn();
  }
  check();
  return { ...percentiles('first', toFirst), ...percentiles('last', toLast) };
}

/** How many publishes a second, one at a time. */
async function rate(receivers: number, bytes: number, effort: Effort): Promise<Figures> {
  const { publish, check } = publisher(receivers, bytes, () => undefined);
  const seconds = await secondsPerCycle(async () => {
    for (let op = 0; op < STRETCH; op++) {
      publish();
      await microtask;
    }
    await turn();
  }, effort);
  check();
  return { 'publishes per s': STRETCH / seconds };
}

const loads = PAYLOADS.flatMap((bytes) =>
  RECEIVERS.map((receivers) => ({
    receivers,
    bytes,
    name: `1→${String(receivers)}, ${String(bytes)} B`,
  })),
);

function cases(): readonly Case[] {
  return loads.map(({ receivers, bytes, name }) => ({
    name,
    measure: async (effort) => ({
      ...(await time(receivers, bytes, effort)),
      ...(await rate(receivers, bytes, effort)),
    }),
  }));
}

function report(results: Results): Report {
  const percentile = (name: string, figure: string): string =>
    rounded(results.of(name, figure).median);
  const table: Table = {
    title: 'µs from publish to delivery, two reads of the clock included',
    columns: ['', ...['first', 'last'].flatMap((to) => [`${to} p50`, 'p95', 'p99']), 'publishes/s'],
    rows: loads.map(({ name }) => [
      name,
      ...['first', 'last'].flatMap((to) =>
        ['p50', 'p95', 'p99'].map((rank) => percentile(name, `${to}.${rank}.us`)),
      ),
      spread(results.of(name, 'publishes per s')),
    ]),
  };
  const asSpecified = loads.filter(({ receivers, bytes }) => receivers === 8 && bytes === 128);
  const samples = (figure: string) =>
    asSpecified.map(({ name }) => ({ at: name, value: results.of(name, figure) }));
  return {
    tables: [table],
    verdicts: [
      judge('publish to the last of 8, p50', 'at most', 1, ' µs', samples('last.p50.us')),
      judge('publish to the last of 8, p99', 'at most', 5, ' µs', samples('last.p99.us')),
    ],
  };
}

/** How long is an event on its way? */
export const broadcastPublishLatency: Suite = {
  name: 'broadcast-publish-latency',
  question: 'How long is an event on its way from publish to its first and its last receiver?',
  cases,
  report,
};
