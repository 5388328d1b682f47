import type { Worker } from 'node:worker_threads';
import { Bus } from 'ron-kernel';
import { connectWorker, jsonCodec, type SharedPlace, type SharedRing } from 'ron-kernel/workers';
import { turn } from '../../support/turn.js';
import type { Reading, Way } from './peerThread.js';

/** How many messages may be on their way. */
export const CAPACITY = 4_096;
/** How many are sent between two looks. */
const STRETCH = 1_024;

/** A way to another thread. */
export interface Line {
  send(n: number): void;
  /** How many are on their way, where anything can tell. */
  pending(): number;
  /** How many were lost. */
  lost(): number;
  /** Lets what was sent get going. */
  flush(): void | Promise<void>;
}

const bytes = new Uint8Array(128);
const view = new DataView(bytes.buffer);

/** 128 bytes with their number, and when they are sent. */
export function stamped(n: number, sent = 0n): Uint8Array {
  view.setInt32(0, n, true);
  view.setBigInt64(8, sent);
  bytes[127] = n;
  return bytes;
}

const reading = (n: number): Reading => ({ type: 'reading', n, celsius: n / 2 });

/** Gives the other thread a moment, and the core where there is but one for both. */
const moment = new Int32Array(new SharedArrayBuffer(4));
const pause = (): unknown => Atomics.wait(moment, 0, 0, 0.02);

/** What both ends of a way from bus to bus are told of their codec. */
export function codecOf(way: Way) {
  return way === 'bus to bus, JSON' ? { codec: jsonCodec<Reading>() } : {};
}

/** A line to `worker`; the ring is for the one that reads it. */
export function lineTo(worker: Worker, way: Way, ring: SharedRing, place: SharedPlace): Line {
  const unknown = { pending: () => 0, lost: () => 0, flush: () => undefined };
  switch (way) {
    case 'postMessage':
      return { ...unknown, send: (n) => worker.postMessage(stamped(n)) };
    case 'events by postMessage':
      return { ...unknown, send: (n) => worker.postMessage(reading(n)) };
    case 'bus to bus':
    case 'bus to bus, JSON': {
      const bus = new Bus<Reading>();
      const connection = connectWorker(bus, worker, {
        capacity: CAPACITY,
        name: 'peer',
        ...codecOf(way),
      });
      return {
        send: (n) => void bus.publish(reading(n)),
        // What the bus itself has yet to hand over included.
        pending: () => bus.stats().subscribers.reduce((sum, { pending }) => sum + pending, 0),
        lost: () => connection.stats().sent.dropped,
        flush: turn,
      };
    }
    default:
      return {
        send: (n) => void ring.write(stamped(n)),
        pending: () => ring.statsOf(place)?.pending ?? 0,
        lost: () => ring.statsOf(place)?.dropped ?? 0,
        flush: () => undefined,
      };
  }
}

/** Sends the messages numbered `from` to `until`, no faster than they are taken. */
export async function sendAll(line: Line, from: number, until: number): Promise<void> {
  for (let n = from; n < until;) {
    if (line.pending() > CAPACITY - STRETCH) {
      pause();
      await line.flush();
      continue;
    }
    const stop = Math.min(until, n + STRETCH);
    while (n < stop) line.send(n++);
    await line.flush();
  }
  if (line.lost() > 0) throw new Error(`${String(line.lost())} messages were lost`);
}
