import { Worker } from 'node:worker_threads';
import type { Overflow, SubscriberStats } from 'ron-kernel';
import { SharedRing, type SharedPlace } from 'ron-kernel/workers';
import { afterEach, describe, expect, it, vi } from 'vitest';

/** What a reader's thread says at its end. */
interface Outcome {
  readonly read: number;
  readonly torn: number;
  readonly disorder: number;
  readonly last: number;
  readonly stats: SubscriberStats;
}

const workers: Worker[] = [];
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.terminate()));
});

/** A reader in a thread of its own, which is up when this resolves. */
async function readerIn(place: SharedPlace, habit: string) {
  const url = new URL('./fixtures/reader.js', import.meta.url);
  const worker = new Worker(url, { workerData: { place, habit } });
  workers.push(worker);
  worker.on('error', () => undefined);
  // Not by `once` of node:events, which an error on purpose would have reject.
  const exited = new Promise((resolve) => worker.once('exit', resolve));
  const message = () => new Promise<unknown>((resolve) => worker.once('message', resolve));
  await message();
  const outcome = message() as Promise<Outcome>;
  return { exited, outcome };
}

const buffer = new Uint8Array(200);
const view = new DataView(buffer.buffer);

/** Writes an event whose length and bytes follow from its number. */
function writeNumber(ring: SharedRing, number: number): boolean {
  const bytes = buffer.subarray(0, 12 + ((number * 31) % 180));
  bytes.fill(number & 255, 8);
  view.setUint32(0, number);
  view.setUint32(4, bytes.length);
  return ring.write(bytes);
}

const sum = ({ delivered, dropped, abandoned, pending }: SubscriberStats): number =>
  delivered + dropped + abandoned + pending;

describe('a ring between threads', () => {
  it.each<Overflow>(['drop-oldest', 'drop-newest', 'latest'])(
    'tears none of a million events under a reader that is overtaken all the time: %s',
    async (overflow) => {
      const size = { bytes: 2_048, ...(overflow !== 'latest' && { capacity: 16 }) };
      const ring = new SharedRing({ ...size, overflow });
      const place = ring.join({ name: 'hostile' });
      const { outcome, exited } = await readerIn(place, 'stumble');
      for (let number = 1; number <= 1_000_000; number++) writeNumber(ring, number);
      ring.end();
      const { torn, disorder, read, last, stats } = await outcome;
      expect({ torn, disorder }).toEqual({ torn: 0, disorder: 0 });
      expect(read).toBe(stats.delivered);
      expect(stats.dropped).toBeGreaterThan(0);
      expect(stats).toMatchObject({ pending: 0, abandoned: 0 });
      expect(sum(stats)).toBe(1_000_000);
      expect(ring.statsOf(place)).toEqual(stats);
      if (overflow !== 'drop-newest') expect(last).toBe(1_000_000);
      await exited;
    },
  );

  it('hands eight readers in eight threads each event, in order', async () => {
    const ring = new SharedRing({ capacity: 4_096 });
    const names = Array.from({ length: 8 }, (_, n) => `reader-${n}`);
    const places = names.map((name) => ring.join({ name }));
    const readers = await Promise.all(places.map((place) => readerIn(place, 'read')));
    const slowest = (): number =>
      Math.max(...ring.stats().subscribers.map(({ pending }) => pending));
    for (let number = 1; number <= 20_000;) {
      await vi.waitUntil(() => slowest() < 2_048, { timeout: 30_000, interval: 1 });
      for (let n = 0; n < 1_000; n++) writeNumber(ring, number++);
    }
    ring.end();
    for (const { outcome, exited } of readers) {
      expect(await outcome).toMatchObject({ read: 20_000, torn: 0, disorder: 0, last: 20_000 });
      await exited;
    }
    for (const account of ring.stats().subscribers) {
      expect(account).toMatchObject({ delivered: 20_000, dropped: 0, pending: 0 });
    }
  });

  it('wakes a thread that sleeps, event by event', async () => {
    const ring = new SharedRing();
    const place = ring.join({ name: 'sleeper' });
    const { outcome, exited } = await readerIn(place, 'read');
    for (let number = 1; number <= 50; number++) {
      writeNumber(ring, number);
      await vi.waitUntil(() => ring.statsOf(place)?.pending === 0, {
        timeout: 30_000,
        interval: 3,
      });
    }
    ring.end();
    expect(await outcome).toMatchObject({ read: 50, torn: 0 });
    await exited;
  });

  it.each<Overflow>(['drop-oldest', 'drop-newest', 'latest', 'error'])(
    'never holds the writer up where a reader hangs: %s',
    async (overflow) => {
      const ring = new SharedRing({ overflow, ...(overflow !== 'latest' && { capacity: 16 }) });
      const place = ring.join({ name: 'hung' });
      await readerIn(place, 'loop');
      for (let number = 1; number <= 1_000; number++) writeNumber(ring, number);
      if (overflow === 'error') {
        expect(ring.stats()).toMatchObject({ subscribers: [], departed: { abandoned: 16 } });
        return;
      }
      const pending = overflow === 'latest' ? 1 : 16;
      expect(ring.statsOf(place)).toMatchObject({ pending, dropped: 1_000 - pending });
      expect(ring.leave(place)).toMatchObject({ abandoned: pending, dropped: 1_000 - pending });
      expect(ring.stats().subscribers).toEqual([]);
    },
  );

  it.each(['throw', 'exit'])(
    'accounts for everything where a reader dies in the middle: %s',
    async (habit) => {
      const ring = new SharedRing({ capacity: 64 });
      const places = ['dies', 'lives'].map((name) => ring.join({ name }));
      const [dies, lives] = await Promise.all(
        places.map((place, n) => readerIn(place, n === 0 ? habit : 'read')),
      );
      let written = 0;
      const burst = (): void => {
        for (let n = 0; n < 32; n++) writeNumber(ring, (written += 1));
      };
      const write = (): Promise<boolean> =>
        vi.waitUntil(
          () => {
            burst();
            const [account] = ring.stats().subscribers;
            return account !== undefined && account.delivered >= 100;
          },
          { timeout: 30_000, interval: 1 },
        );
      await write();
      await dies?.exited;
      for (let n = 0; n < 100; n++) burst();
      const [place] = places;
      const final = place && ring.leave(place);
      expect(final).toMatchObject({ delivered: 100, abandoned: 64, pending: 0 });
      expect(final && sum(final)).toBe(written);
      ring.end();
      const outcome = await lives?.outcome;
      expect(outcome).toMatchObject({ torn: 0, disorder: 0, last: written });
      expect(outcome && sum(outcome.stats)).toBe(written);
      await lives?.exited;
    },
  );
});
