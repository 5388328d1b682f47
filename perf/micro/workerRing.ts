import { setTimeout } from 'node:timers/promises';
import { SharedRing } from 'ron-kernel/workers';
import type { Effort } from '../support/Effort.js';
import type { Figures } from '../support/Figures.js';
import { nanosecondHistogram, percentiles } from '../support/percentiles.js';
import { judge, rounded, spread, type Report } from '../support/Report.js';
import type { Results } from '../support/Results.js';
import type { Case, Suite } from '../support/Suite.js';
import { Bell } from './support/Bell.js';
import { CAPACITY, lineTo, sendAll, stamped } from './support/lines.js';
import { peerThread, type Way } from './support/peerThread.js';

const RATE = 'M messages/s';

/** How many messages are sent in a full run, a fifth of them before it is timed. */
const flooded: Readonly<Partial<Record<Way, number>>> = {
  ring: 10_000_000,
  postMessage: 500_000,
  'bus to bus': 500_000,
  'bus to bus, JSON': 500_000,
  'events by postMessage': 200_000,
};
/** Each beside what it stands on by itself. */
const idle: readonly Way[] = [
  'ring, idle',
  'Atomics.wait, idle',
  'ring and event loop, idle',
  'Atomics.waitAsync, idle',
  'postMessage, idle',
];

/** From the first timed message until the other thread has had them all, whole and in order. */
async function flood(way: Way, full: number, effort: Effort): Promise<Figures> {
  const count = effort === 'full' ? full : 20_000;
  const ring = new SharedRing({ capacity: CAPACITY });
  const place = ring.join({ name: 'peer' });
  const { memory: bell } = new Bell();
  const { worker, report } = await peerThread({ way, count, place, bell });
  const line = lineTo(worker, way, ring, place);
  const reported = report();
  await sendAll(line, 0, count / 5);
  const began = performance.now();
  await sendAll(line, count / 5, count);
  await reported;
  const milliseconds = performance.now() - began;
  await worker.terminate();
  return { [RATE]: (count * 0.8) / milliseconds / 1e3 };
}

/** How many messages reach an idle thread in a full run, and before they are timed: until then both ends are still being compiled. */
const IDLE = 10_000;
const WARM_UP = 2_000;

/** From when one is sent, to a thread that has had nothing for a millisecond, until that has it in hand. */
async function one(way: Way, effort: Effort): Promise<Figures> {
  const full = effort === 'full';
  const count = full ? IDLE : 50;
  const ring = new SharedRing({ capacity: CAPACITY });
  const place = ring.join({ name: 'peer' });
  const bell = new Bell();
  const { worker, report } = await peerThread({ way, count, place, bell: bell.memory });
  const reported = report();
  for (let n = 0; n < count; n++) {
    await setTimeout(1);
    if (way.startsWith('Atomics')) bell.ring(n);
    else if (way === 'postMessage, idle') worker.postMessage(stamped(n, process.hrtime.bigint()));
    else ring.write(stamped(n, process.hrtime.bigint()));
  }
  const { nanoseconds } = await reported;
  await worker.terminate();
  const took = nanosecondHistogram();
  for (const each of nanoseconds.subarray(full ? WARM_UP : 5)) took.recordValue(each);
  return percentiles('idle', took);
}

function cases(): readonly Case[] {
  return [
    ...Object.entries(flooded).map(([way, full]) => ({
      name: way,
      measure: (effort: Effort) => flood(way as Way, full, effort),
    })),
    ...idle.map((way) => ({ name: way, measure: (effort: Effort) => one(way, effort) })),
  ];
}

function report(results: Results): Report {
  const ranks = ['p50', 'p95', 'p99', 'max'];
  return {
    tables: [
      {
        title: 'messages of 128 B, and events, to one worker, million a second, nothing lost',
        columns: ['', RATE],
        rows: Object.keys(flooded).map((way) => [way, spread(results.of(way, RATE))]),
      },
      {
        title: 'µs until a thread that had nothing to do has a message in hand',
        columns: ['', ...ranks],
        rows: idle.map((way) => [
          way,
          ...ranks.map((rank) => rounded(results.of(way, `idle.${rank}.us`).median)),
        ]),
      },
    ],
    verdicts: [
      judge('messages of 128 B through a ring', 'at least', 5, ' M/s', [
        { at: 'one worker', value: results.of('ring', RATE) },
      ]),
      judge('a ring: times the messages of postMessage', 'at least', 10, '×', [
        { at: '128 B', value: results.ratio('ring', 'postMessage', RATE) },
      ]),
      judge('p99 to a thread that waits for a ring', 'at most', 100, ' µs', [
        { at: 'idle', value: results.of('ring, idle', 'idle.p99.us') },
      ]),
    ],
  };
}

/** What does a ring in shared memory carry to another thread, beside postMessage? */
export const workerRing: Suite = {
  name: 'worker-ring',
  question: 'How many messages a second reach another thread, and how soon after a silence?',
  cases,
  report,
};
