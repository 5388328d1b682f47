import { describe, expect, it, vi } from 'vitest';
import { jsonCodec } from 'ron-kernel/nats';
import { expectBalanced } from './support/accounts.js';
import { node, started, type Node, type Told } from './support/Node.js';
import type { MakeBroker } from './support/TestBroker.js';

const until = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: 30_000, interval: 5 });
const told = (n: number): Told => ({ type: 'told', n });
const atLeastOnce = { type: 'told', delivery: 'at-least-once' } as const;

/** The account of the type's own outbox, as the bus has it. */
function readerOf({ bus }: Node, name: string) {
  const none = { dropped: 0, delivered: 0, pending: 0, abandoned: 0 };
  return bus.stats().subscribers.find((subscriber) => subscriber.name === name) ?? none;
}

/** What a bridge promises of events that it has stored, whichever broker it talks to. */
export function storingContract(make: MakeBroker): void {
  describe('what is sent to be delivered at least once', () => {
    it('is in its stream, once each, before it counts as acknowledged', async () => {
      await using broker = await make();
      const stream = await broker.stream('TOLD', ['ron.told']);
      await using a = await started('a', broker, { send: [atLeastOnce, 'other'] });
      await using b = await started('b', broker, { receive: ['told', 'other'] });
      for (let n = 0; n < 1_000; n++) a.bus.publish(told(n));
      a.bus.publish({ type: 'other', n: 0 });
      await until(() => expect(a.bridge.stats().stored.acknowledged).toBe(1_000));
      expect(await stream.count()).toBe(1_000);
      expect(a.bridge.stats().stored).toMatchObject({ handed: 1_000, retried: 0, duplicates: 0 });
      await until(() => expect(a.bridge.stats().sent).toMatchObject({ handed: 1, confirmed: 1 }));
      await until(() => expect(b.seen).toHaveLength(1_001)); // who listens has it as well
      expect(b.bridge.stats().received.missed).toBe(0);
      expectBalanced(a);
    });

    it('is kept once for each id its user gives it', async () => {
      await using broker = await make();
      const stream = await broker.stream('TOLD', ['ron.told']);
      const id = ({ n }: Told): string => `told-${n % 10}`;
      await using a = await started('a', broker, { send: [{ ...atLeastOnce, id }] });
      for (let n = 0; n < 100; n++) a.bus.publish(told(n));
      await until(() => expect(a.bridge.stats().stored.acknowledged).toBe(100));
      expect(a.bridge.stats().stored.duplicates).toBe(90);
      expect(await stream.count()).toBe(10);
    });

    it('goes to the shards of its stream by key', async () => {
      await using broker = await make();
      const stream = await broker.stream('TOLD', ['ron.told.*']);
      const key = ({ by = '' }: Told): string => by;
      await using a = await started('a', broker, { send: [{ ...atLeastOnce, key, shards: 4 }] });
      for (let n = 0; n < 40; n++) a.bus.publish({ type: 'told', n, by: `key-${n}` });
      await until(() => expect(a.bridge.stats().stored.acknowledged).toBe(40));
      expect(await stream.count()).toBe(40);
    });

    it('waits while the stream is full, is displaced where more waits than may, and all of that is counted', async () => {
      await using broker = await make();
      const stream = await broker.stream('TOLD', ['ron.told'], { maxMessages: 50 });
      const send = [{ ...atLeastOnce, maxInFlight: 10 }, 'other'] as const;
      await using a = await started('a', broker, { send, capacity: 100 });
      for (let n = 0; n < 1_000; n++) {
        a.bus.publish(told(n));
        if (n % 20 === 0) await new Promise(setImmediate);
      }
      a.bus.publish({ type: 'other', n: 0 });
      await until(() => expect(a.bridge.stats().stored.retried).toBeGreaterThan(0));
      await until(() => expect(a.bridge.stats().sent.confirmed).toBe(1)); // nothing else is held up
      expect(await stream.count()).toBe(50);
      const { delivered, dropped, pending } = readerOf(a, 'a.told');
      expect(delivered + dropped + pending).toBe(1_000);
      expect(dropped).toBeGreaterThan(800);
      expect(a.lags.reduce((sum, lag) => sum + lag.dropped, 0)).toBe(dropped);
      expect(new Set(a.lags.map(({ subscriber }) => subscriber))).toEqual(new Set(['a.told']));
      expectBalanced(a);
      let purged = 0;
      await until(async () => {
        purged += await stream.count();
        await stream.purge();
        expect(a.bridge.stats().stored.acknowledged).toBe(1_000 - dropped);
      });
      expect(a.bridge.stats().stored).toMatchObject({ handed: 1_000 - dropped, refused: 0 });
      expect(purged).toBeLessThanOrEqual(1_000 - dropped);
    });

    it('is sent again until it is acknowledged, when the broker is killed and paused on the way', async () => {
      await using broker = await make();
      const stream = await broker.stream('TOLD', ['ron.told']);
      const send = [{ ...atLeastOnce, maxInFlight: 16 }];
      await using a = await started('a', broker, { send, capacity: 4_096 });
      const publish = async (from: number, to: number): Promise<void> => {
        for (let n = from; n < to; n++) {
          a.bus.publish(told(n));
          if (n % 10 === 0) await new Promise(setImmediate);
        }
      };
      await publish(0, 1_000);
      await broker.stop();
      await publish(1_000, 2_000);
      await broker.start();
      await publish(2_000, 2_500);
      broker.pause();
      await publish(2_500, 3_000);
      broker.resume();
      await until(() => expect(a.bridge.stats().stored.acknowledged).toBe(3_000));
      expect(await stream.count()).toBe(3_000); // what was sent again was kept once
      expect(a.bridge.stats().disconnects).toBeGreaterThan(0);
      expect(readerOf(a, 'a.told')).toMatchObject({ delivered: 3_000, dropped: 0, pending: 0 });
      expectBalanced(a);
    });

    it('is refused for good where no attempt could store it, and the rest goes on', async () => {
      await using broker = await make();
      const stream = await broker.stream('TOLD', ['ron.told']);
      const id = ({ n }: Told): string => (n === 1 ? 'two\nlines' : `${n}`);
      const encode = (event: object): Uint8Array => {
        if ('n' in event && event.n === 2) throw new Error('not this one');
        return jsonCodec.encode(event);
      };
      const codec = { ...jsonCodec, encode };
      await using a = await started('a', broker, { send: [{ ...atLeastOnce, id }], codec });
      for (let n = 0; n < 3; n++) a.bus.publish(told(n));
      a.bus.publish({ type: 'told', n: 3, by: 'x'.repeat(1024 * 1024) });
      a.bus.publish(told(4));
      await until(() => expect(a.bridge.stats().stored).toMatchObject({ acknowledged: 2 }));
      expect(a.bridge.stats().stored).toMatchObject({ handed: 5, refused: 3, waiting: 0 });
      expect(a.refused.map(({ reason }) => reason)).toEqual([
        ...['unencodable', 'unencodable', 'too-large'],
      ]);
      expect(await stream.count()).toBe(2);
      expectBalanced(a);
    });

    it('needs a stream, and says how to make one, before anything starts', async () => {
      await using broker = await make();
      const a = node('a', broker, { send: [atLeastOnce] });
      await expect(a.supervisor.start()).rejects.toThrow(
        "no stream on the broker has the subject 'ron.told'; run: nats stream add <name> --subjects 'ron.told'",
      );
    });

    it('is all stored when the bridge stops in time', async () => {
      await using broker = await make();
      const stream = await broker.stream('TOLD', ['ron.told']);
      const a = await started('a', broker, { send: [atLeastOnce], stopTimeout: 30_000 });
      for (let n = 0; n < 4_000; n++) a.bus.publish(told(n));
      await a.supervisor.stop();
      expect(a.bridge.stats().stored).toMatchObject({ handed: 4_000, acknowledged: 4_000 });
      expect(await stream.count()).toBe(4_000);
    });

    it('is abandoned, and counted, when the bridge has to stop before', async () => {
      await using broker = await make();
      await broker.stream('TOLD', ['ron.told'], { maxMessages: 10 });
      const send = [{ ...atLeastOnce, maxInFlight: 16 }];
      const a = await started('a', broker, { send, stopTimeout: 100 });
      for (let n = 0; n < 200; n++) a.bus.publish(told(n));
      await until(() => expect(a.bridge.stats().stored.acknowledged).toBe(10));
      await a.supervisor.stop();
      const { handed, waiting, inFlight, abandoned } = a.bridge.stats().stored;
      expect([waiting, inFlight, abandoned]).toEqual([0, 0, handed - 10]);
      expect(handed + a.lags.reduce((sum, lag) => sum + lag.abandoned, 0)).toBe(200);
      expectBalanced(a);
    });
  });
}
