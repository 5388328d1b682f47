import { BufferOverflowError } from 'ron-kernel';
import { jsonCodec, SharedRing, type SharedRingOptions } from 'ron-kernel/workers';
import { describe, expect, it, vi } from 'vitest';
import { Ledger } from '../../lib/bus/Ledger.js';
import { Channel, type Side } from '../../lib/workers/Channel.js';
import { Link } from '../../lib/workers/Link.js';

const patience = { timeout: 30_000, interval: 1 };
const codec = jsonCodec<number>();
/** Numbers of threads that there aren't. */
let threads = 1e9;

/** One end of a connection, which ends itself when the other end publishes no more. */
function oneEnd(side: Side, thread: number, options: SharedRingOptions = {}) {
  const ring = new SharedRing(options);
  const got: number[] = [];
  const link = new Link<number>({
    side,
    thread,
    peer: 'other end',
    codec,
    ring,
    ledger: new Ledger({ isHeard: () => false, onLag: () => {}, onGuestLeft: () => {} }),
    onLag: undefined,
    publish: (event) => got.push(event),
    onEnd: () => link.finish(),
    onOver: () => {},
  });
  const send = (...events: readonly number[]): void => {
    for (const event of events) ring.write(codec.encode(event));
  };
  const over = (): Promise<boolean> => vi.waitUntil(() => link.over, patience);
  return { link, got, send, over };
}

/** Both ends of a connection, of which neither has heard of the other yet. */
function bothEnds() {
  const thread = (threads += 1);
  return { parent: oneEnd('parent', thread), worker: oneEnd('worker', thread) };
}

describe('Link', () => {
  it('has all that was sent before it is to end, by an end that it is yet to hear of', async () => {
    const { parent, worker } = bothEnds();
    worker.send(1, 2, 3);
    parent.link.drain();
    await Promise.all([parent.over(), worker.over()]);
    expect(parent.got).toEqual([1, 2, 3]);
    expect(worker.link.stats().sent).toMatchObject({ delivered: 3, abandoned: 0 });
  });

  it('takes nothing once it has ended, of an end that it is yet to hear of', async () => {
    const { parent, worker } = bothEnds();
    worker.send(1, 2, 3);
    parent.send(4);
    parent.link.finish();
    await Promise.all([parent.over(), worker.over()]);
    expect(parent.got).toEqual([]);
    expect(worker.link.stats().sent).toMatchObject({ delivered: 0, abandoned: 3 });
    expect(worker.got).toEqual([4]);
    expect(parent.link.stats().sent).toMatchObject({ delivered: 1, abandoned: 0 });
  });

  it('takes nothing once it is given up, of an end that it is yet to hear of', async () => {
    const { parent, worker } = bothEnds();
    worker.send(1, 2, 3);
    parent.link.abandon();
    expect(parent.link.over).toBe(true);
    await worker.over();
    expect(parent.got).toEqual([]);
    expect(worker.link.stats().sent).toMatchObject({ delivered: 0, abandoned: 3 });
  });

  it('is over once it was too slow, though nobody tells it so', async () => {
    const thread = (threads += 1);
    const { link, got, over } = oneEnd('parent', thread);
    const channel = new Channel(thread, 'worker', () => {});
    const ring = new SharedRing({ capacity: 1, overflow: 'error' });
    const place = ring.join({ name: 'slow' });
    channel.post({ type: 'open', place, codec: codec.name });
    await vi.waitUntil(() => link.stats().received !== undefined, patience);
    for (const event of [1, 2]) ring.write(codec.encode(event));
    await over();
    expect(got).toEqual([]);
    expect(link.failure).toEqual({ error: new BufferOverflowError('slow', 1) });
    channel.close();
  });
});
