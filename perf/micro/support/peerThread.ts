import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { SharedPlace } from 'ron-kernel/workers';

/** How messages get to the other thread. */
export type Way =
  | 'ring'
  | 'postMessage'
  | 'bus to bus'
  | 'bus to bus, JSON'
  | 'events by postMessage'
  | 'ring, idle'
  | 'ring and event loop, idle'
  | 'postMessage, idle'
  | 'Atomics.wait, idle'
  | 'Atomics.waitAsync, idle';

/** What the thread is told. */
export interface PeerData {
  readonly way: Way;
  /** How many messages it gets. */
  readonly count: number;
  readonly place: SharedPlace | undefined;
  /** Where it waits for a bare notification. */
  readonly bell: SharedArrayBuffer;
}

/** What it says when it has them all. */
export interface PeerReport {
  readonly taken: number;
  readonly wrong: number;
  readonly disorder: number;
  /** How long each was on its way, where it carries when it was sent. */
  readonly nanoseconds: Float64Array;
}

/** An event of the usual kind. */
export interface Reading {
  readonly type: 'reading';
  readonly n: number;
  readonly celsius: number;
}

/** A thread that takes messages, and is up when this resolves. */
export async function peerThread(data: PeerData) {
  const worker = new Worker(new URL('../workerRingPeer.js', import.meta.url), { workerData: data });
  await once(worker, 'message');
  return {
    worker,
    /** What it has to say. Throws unless it had every message, whole and in order. */
    report: async (): Promise<PeerReport> => {
      const [report] = (await once(worker, 'message')) as [PeerReport];
      const { taken, wrong, disorder } = report;
      if (taken !== data.count || wrong > 0 || disorder > 0) {
        throw new Error(
          `of ${String(data.count)} it took ${String(taken)}, ${String(wrong)} wrong, ${String(disorder)} out of order`,
        );
      }
      return report;
    },
  };
}
