import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it, vi } from 'vitest';
import { Bus, createKernel } from 'ron-kernel';
import { deliveryOf, jsonCodec, natsBridge, type NatsBridgeOptions } from 'ron-kernel/nats';
import { expectBalanced, outboxOf } from './support/accounts.js';
import { isConnected, logger, node, started, type Told } from './support/Node.js';
import type { MakeBroker } from './support/TestBroker.js';

const until = (check: () => void): Promise<void> =>
  vi.waitFor(check, { timeout: 30_000, interval: 5 });

/** What a bridge promises, whichever broker it talks to. */
export function bridgeContract(make: MakeBroker): void {
  const told = (n: number): Told => ({ type: 'told', n });

  describe('what crosses', () => {
    it('is what one side sends and the other receives, in order, and nothing else', async () => {
      await using broker = await make();
      await using a = await started('a', broker, { send: ['told', 'other'] });
      await using b = await started('b', broker, { receive: ['told'], send: ['private'] });
      for (let n = 0; n < 1_000; n++) {
        a.bus.publish({ type: 'private', n });
        a.bus.publish({ type: 'other', n });
        a.bus.publish(told(n));
      }
      b.bus.publish({ type: 'private', n: -1 });
      await until(() => expect(b.seen).toHaveLength(1_001));
      expect(b.seen.filter(({ type }) => type === 'told').map(({ n }) => n)).toEqual(
        Array.from({ length: 1_000 }, (_, n) => n),
      );
      expect(a.seen).toHaveLength(3_000);
      await until(() => expect(a.bridge.stats().sent.confirmed).toBe(2_000));
      expect(b.bridge.stats().received).toMatchObject({ arrived: 1_000, published: 1_000 });
      expectBalanced(a);
      expectBalanced(b);
    });

    it('never comes back, where both sides send and receive the same', async () => {
      await using broker = await make();
      const both = { send: ['told'], receive: ['told'] } as const;
      await using a = await started('a', broker, both);
      await using b = await started('b', broker, both);
      await using c = await started('c', broker, both);
      for (let n = 0; n < 100; n++) for (const { bus } of [a, b, c]) bus.publish(told(n));
      for (const each of [a, b, c]) {
        await until(() => expect(each.seen).toHaveLength(300));
        expect(each.bridge.stats().received).toMatchObject({ arrived: 200, published: 200 });
        await until(() => expect(each.bridge.stats().sent.confirmed).toBe(100));
      }
      const [first] = b.seen.filter((event) => deliveryOf(event) !== undefined);
      expect(deliveryOf(first ?? {})).toMatchObject({ bridge: 'b', subject: 'ron.told', hops: 0 });
    });

    it('is shared out within a queue group, each event to one', async () => {
      await using broker = await make();
      await using a = await started('a', broker, { send: ['told'] });
      const receive = [{ type: 'told', queue: 'workers' }] as const;
      await using b = await started('b', broker, { receive });
      await using c = await started('c', broker, { receive });
      await using all = await started('all', broker, { receive: ['told'] });
      for (let n = 0; n < 1_000; n++) a.bus.publish(told(n));
      await until(() => expect(b.seen.length + c.seen.length).toBe(1_000));
      await until(() => expect(all.seen).toHaveLength(1_000));
      const shared = [...b.seen, ...c.seen].map(({ n }) => n).sort((one, other) => one - other);
      expect(shared).toEqual(Array.from({ length: 1_000 }, (_, n) => n));
      expect(b.seen.length * c.seen.length).toBeGreaterThan(0);
      expect(b.bridge.stats().received.missed + c.bridge.stats().received.missed).toBe(0);
    });

    it('keeps its order per key, and the shards can be divided', async () => {
      await using broker = await make();
      const key = ({ by = '' }: Told): string => by;
      await using a = await started('a', broker, { send: [{ type: 'told', key, shards: 4 }] });
      const shards = (...of: number[]) => ({ receive: [{ type: 'told', shards: of }] as const });
      await using b = await started('b', broker, shards(0, 1));
      await using c = await started('c', broker, shards(2, 3));
      await using all = await started('all', broker, {
        receive: [{ type: 'told', shards: 'all' }],
      });
      for (let n = 0; n < 1_000; n++) a.bus.publish({ type: 'told', n, by: `key-${n % 10}` });
      await until(() => expect(b.seen.length + c.seen.length).toBe(1_000));
      await until(() => expect(all.seen).toHaveLength(1_000));
      for (let each = 0; each < 10; each++) {
        const of = (seen: readonly Told[]): number[] =>
          seen.filter(({ by }) => by === `key-${each}`).map(({ n }) => n);
        const inOrder = Array.from({ length: 100 }, (_, n) => n * 10 + each);
        expect([of(b.seen), of(c.seen)]).toContainEqual(inOrder);
        expect([of(b.seen), of(c.seen)]).toContainEqual([]);
        expect(of(all.seen)).toEqual(inOrder);
      }
    });

    it('takes its trace along', async () => {
      await using broker = await make();
      const traces = new AsyncLocalStorage<string | undefined>();
      const trace = {
        current: () => traces.getStore(),
        run: (traceparent: string | undefined, publish: () => void) =>
          traces.run(traceparent, publish),
      };
      const bus = (): Bus<Told> => new Bus<Told>({ context: traces });
      const [sender, receiver] = [bus(), bus()];
      await using a = await started('a', broker, { send: ['told'], trace, bus: sender });
      await using b = await started('b', broker, { receive: ['told'], trace, bus: receiver });
      expect([a.bridge.name, b.bridge.name]).toEqual(['a', 'b']);
      const heard: unknown[] = [];
      receiver.subscribe((event) =>
        heard.push([event.n, traces.getStore(), deliveryOf(event)?.traceparent]),
      );
      traces.run('00-1-2-01', () => sender.publish(told(1)));
      sender.publish(told(2));
      await until(() => expect(heard).toHaveLength(2));
      expect(heard).toEqual([
        [1, '00-1-2-01', '00-1-2-01'],
        [2, undefined, undefined],
      ]);
    });
  });

  describe('what is set aside, and counted', () => {
    it('is what another codec or version wrote, what a guard refuses, what is of another type', async () => {
      await using broker = await make();
      const receive = [
        { type: 'told', schemas: [1, 2], guard: (event: object) => 'n' in event && event.n !== 13 },
      ] as const;
      await using b = await started('b', broker, { receive });
      const encode = (text: string) => ({
        codec: { ...jsonCodec, encode: () => Buffer.from(text) },
      });
      const send = (schema: number): Pick<NatsBridgeOptions<Told>, 'send'> => ({
        send: [{ type: 'told', schema }],
      });
      await using two = await started('two', broker, send(2));
      await using three = await started('three', broker, send(3));
      await using other = await started('other', broker, { ...send(1), ...encode('{"type":"x"}') });
      await using broken = await started('broken', broker, { ...send(1), ...encode('{"type":') });
      const binary = { name: 'binary', encode: () => new Uint8Array(3), decode: () => undefined };
      await using coded = await started('coded', broker, { ...send(1), codec: binary });
      for (const { bus } of [two, three, other, broken, coded]) bus.publish(told(1));
      two.bus.publish(told(13));
      await until(() => expect(b.bridge.stats().received.arrived).toBe(6));
      expect(b.seen).toEqual([told(1)]);
      expect(b.bridge.stats().received).toMatchObject({
        published: 1,
        refused: { codec: 1, schema: 1, malformed: 3, foreign: 0 },
      });
      expect(b.refused).toHaveLength(5);
      expect(b.refused.map(({ reason }) => reason).sort()).toEqual([
        'codec',
        'malformed',
        'malformed',
        'malformed',
        'schema',
      ]);
      expectBalanced(b);
    });

    it('is what cannot be sent: too large, not to be encoded, or of a trace that no header takes', async () => {
      await using broker = await make();
      const traces = ['two\r\nlines'];
      const trace = {
        current: () => traces.pop(),
        run: (_: unknown, publish: () => void) => publish(),
      };
      await using a = await started('a', broker, { send: ['told'], trace });
      await using b = await started('b', broker, { receive: ['told'] });
      const cycle: { type: 'told'; n: number; self?: unknown } = { type: 'told', n: 0 };
      cycle.self = cycle;
      a.bus.publish(told(0));
      a.bus.publish(cycle);
      a.bus.publish({ type: 'told', n: 1, by: 'x'.repeat(1024 * 1024) });
      a.bus.publish(told(2));
      await until(() => expect(b.seen).toEqual([told(2)]));
      await until(() => expect(a.bridge.stats().sent).toMatchObject({ confirmed: 1, refused: 3 }));
      const reasons = ['unencodable', 'unencodable', 'too-large'];
      expect(a.refused.map(({ reason }) => reason)).toEqual(reasons);
      expect(String(a.refused[0]?.error)).toMatch(/a trace must be one line, got 'two/);
      expect(b.bridge.stats().received.missed).toBe(0);
      expectBalanced(a);
    });
  });

  describe('while the broker is away', () => {
    it('holds a bounded number of events, and what it drops is the bus’s to tell', async () => {
      await using broker = await make();
      await using a = await started('a', broker, { send: ['told'], capacity: 100 });
      await using b = await started('b', broker, { receive: ['told'] });
      a.bus.publish(told(0));
      await until(() => expect(b.seen).toHaveLength(1));
      await broker.stop();
      await until(() => expect(a.bridge.stats().disconnects).toBe(1));
      for (let n = 1; n <= 10_000; n++) a.bus.publish(told(n));
      await until(() => {
        const { dropped = 0, delivered = 0, pending = 0, waiting = 0 } = outboxOf(a, 'a');
        expect(delivered + dropped + pending - waiting).toBe(10_001);
      });
      const { dropped = 0, pending = 0, waiting = 0 } = outboxOf(a, 'a');
      expect(pending - waiting).toBeLessThanOrEqual(100);
      expect(dropped).toBeGreaterThan(9_000);
      expect(a.lags.reduce((sum, lag) => sum + lag.dropped, 0)).toBe(dropped);
      expect(new Set(a.lags.map(({ subscriber }) => subscriber))).toEqual(new Set(['a']));

      await broker.start();
      await until(() => expect(b.bridge.stats().connects).toBe(2));
      await until(() => expect(a.bridge.stats().sent.waiting).toBe(0));
      a.bus.publish(told(10_001));
      await until(() => expect(b.seen.at(-1)).toEqual(told(10_001)));
      await until(() => expect(a.bridge.stats().sent.inFlight).toBe(0));
      const { confirmed, unconfirmed } = a.bridge.stats().sent;
      expect(confirmed + unconfirmed).toBe(10_002 - dropped);
      const { published, missed } = b.bridge.stats().received;
      expect(published + missed).toBe(confirmed + unconfirmed);
      expectBalanced(a);
      expectBalanced(b);
    });

    it('waits when it stands still, and goes on where it was when it does', async () => {
      await using broker = await make();
      await using a = await started('a', broker, { send: ['told'], capacity: 1_000 });
      await using b = await started('b', broker, { receive: ['told'] });
      broker.pause();
      for (let n = 0; n < 50_000; n++) {
        a.bus.publish({ type: 'told', n, by: 'x'.repeat(200) });
        if (n % 500 === 0) await new Promise(setImmediate);
      }
      await until(() => expect(outboxOf(a, 'a')['dropped']).toBeGreaterThan(0));
      const { inFlight, waiting } = a.bridge.stats().sent;
      expect(inFlight * 200).toBeLessThan(2 * 1024 * 1024); // bytes that nobody confirmed
      expect(waiting).toBeLessThanOrEqual(512);
      broker.resume();
      await until(() => {
        const { dropped = 0 } = outboxOf(a, 'a');
        expect(a.bridge.stats().sent.confirmed + dropped).toBe(50_000);
      });
      const { confirmed } = a.bridge.stats().sent;
      await until(() => expect(b.seen).toHaveLength(confirmed));
      expect(a.bridge.stats().disconnects).toBe(0);
    });

    it('starts all the same, says why it is not connected, and connects when it can', async () => {
      await using broker = await make();
      await broker.stop();
      await using a = node('a', broker, { send: ['told'] });
      await a.supervisor.start();
      const states: (string | undefined)[] = [];
      a.bridge.state$.subscribe(({ status, reason }) => states.push(`${status} ${reason}`));
      a.bus.publish(told(1));
      expect(states.at(-1)).toMatch(/connecting .*(refused)/);
      await broker.start();
      await isConnected(a);
      await until(() => expect(a.bridge.stats().sent.confirmed).toBe(1));
    });

    it('is unready, or degraded where it is not critical, and names the broker', async () => {
      await using broker = await make();
      const kernelOf = async (name: string, critical: boolean) => {
        const transport = broker.transport(name);
        const made = natsBridge({
          name,
          servers: broker.servers,
          critical,
          backoff: { description: 'soon', delay: () => 20 },
          ...(transport !== undefined && { transport }),
        });
        const config = { env: {} };
        const kernel = await createKernel({ config, services: [made], logger, signals: false });
        await kernel.start();
        return kernel;
      };
      await using needs = await kernelOf('a', true);
      await using likes = await kernelOf('b', false);
      expect(needs.readiness).toEqual({ ready: true, missing: [], degraded: [] });
      await broker.stop();
      await until(() => expect(needs.readiness).toMatchObject({ missing: ['a.broker'] }));
      await until(() => expect(likes.readiness).toMatchObject({ degraded: ['b.broker'] }));
      expect([needs.readiness.ready, likes.readiness.ready]).toEqual([false, true]);
      await broker.start();
      await until(() => expect(needs.readiness.ready).toBe(true));
      broker.pause();
      await until(() => expect(needs.readiness.ready).toBe(false));
      broker.resume();
      await until(() => expect(needs.readiness.ready).toBe(true));
    });
  });

  it('says what is wrong with a token, and does not start', async () => {
    await using broker = await make({ token: 'right' });
    const refused = node('a', broker, { auth: { token: 'wrong' } });
    await expect(refused.supervisor.start()).rejects.toThrow(/refuses this user; check the bridge/);
    await using a = await started('a', broker, { auth: { token: 'right' }, send: ['told'] });
    a.bus.publish(told(1));
    await until(() => expect(a.bridge.stats().sent.confirmed).toBe(1));
  });

  it('drains both ways when it stops', async () => {
    await using broker = await make();
    const a = await started('a', broker, { send: ['told'], stopTimeout: 30_000 });
    await using b = await started('b', broker, { receive: ['told'] });
    for (let n = 0; n < 4_000; n++) a.bus.publish(told(n));
    const { leaked } = await a.supervisor.stop();
    expect(leaked).toEqual([]);
    expect(a.bridge.stats().sent).toMatchObject({ handed: 4_000, confirmed: 4_000 });
    await until(() => expect(b.seen).toHaveLength(4_000));

    await using c = await started('c', broker, { send: ['told'] });
    for (let n = 0; n < 1_000; n++) c.bus.publish(told(n));
    await until(() => expect(c.bridge.stats().sent.confirmed).toBe(1_000));
    await b.supervisor.stop(); // what the broker had for it by then was published
    const { received } = b.bridge.stats();
    expect(received).toMatchObject({ arrived: 5_000, published: 5_000, missed: 0 });
    await until(() => expect(b.seen).toHaveLength(5_000)); // the bus takes its turns
  });

  it('stops at once when the broker is away, where it has nothing to send', async () => {
    await using broker = await make();
    const b = await started('b', broker, { receive: ['told'], stopTimeout: 3_600_000 });
    await broker.stop();
    await until(() => expect(b.bridge.stats().disconnects).toBe(1));
    expect(await b.supervisor.stop()).toMatchObject({ leaked: [] });
  });

  it('gives up at its deadline when the broker is away, and says what it left', async () => {
    await using broker = await make();
    const a = await started('a', broker, { send: ['told'], stopTimeout: 50 });
    await broker.stop();
    await until(() => expect(a.bridge.stats().disconnects).toBe(1));
    for (let n = 0; n < 1_000; n++) a.bus.publish(told(n));
    await until(() => {
      const { delivered = 0, pending = 0, waiting = 0 } = outboxOf(a, 'a');
      expect(delivered + pending - waiting).toBe(1_000);
    });
    const { leaked } = await a.supervisor.stop();
    expect(leaked).toEqual([]);
    const { handed, waiting, abandoned } = a.bridge.stats().sent;
    expect([waiting, abandoned]).toEqual([0, handed]);
    expect(handed + a.lags.reduce((sum, lag) => sum + lag.abandoned, 0)).toBe(1_000);
  });
}
