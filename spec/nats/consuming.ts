import { NEVER } from 'rxjs';
import { constant } from 'ron-kernel';
import { deliveryOf, type DeadLetterEvent, type ReceiveRoute } from 'ron-kernel/nats';
import { describe, expect, it, vi } from 'vitest';
import { expectBalanced } from './support/accounts.js';
import { node, started, type Node, type Told } from './support/Node.js';
import type { TestStream } from './support/streamOf.js';
import type { MakeBroker, TestBroker } from './support/TestBroker.js';

const until = (check: () => void | Promise<void>): Promise<void> =>
  vi.waitFor(check, { timeout: 30_000, interval: 5 });
const told = (n: number): Told => ({ type: 'told', n });
const send = [{ type: 'told', delivery: 'at-least-once' }] as const;
const numbers = (count: number): number[] => Array.from({ length: count }, (_, n) => n);
const sorted = (seen: readonly Told[]): number[] =>
  seen.map(({ n }) => n).sort((one, other) => one - other);

/** A route that takes what is told from its stream. */
function taking(options: Partial<ReceiveRoute<Told>> = {}): readonly [ReceiveRoute<Told>] {
  const redelivery = constant({ delay: 10 });
  return [{ type: 'told', delivery: 'at-least-once', durable: 'all', redelivery, ...options }];
}

/** A broker with a stream of what is told, and of dead letters. */
async function streamed(make: MakeBroker): Promise<TestBroker & { readonly dead: TestStream }> {
  const broker = await make();
  await broker.stream('TOLD', ['ron.told']);
  const dead = await broker.stream('DEAD', ['dead.ron.told']);
  return Object.assign(broker, { dead });
}

/** A node that sent so many, and has it acknowledged. */
async function sender(broker: TestBroker, count: number): Promise<Node> {
  const a = await started('a', broker, { send });
  for (let n = 0; n < count; n++) a.bus.publish(told(n));
  await until(() => expect(a.bridge.stats().stored.acknowledged).toBe(count));
  return a;
}

/** What somebody who asks has had. */
function asked({ bridge }: Node): Told[] {
  const had: Told[] = [];
  bridge.acknowledged('told', (event) => void had.push(event)).subscribe();
  return had;
}

/** What a bridge promises of events that it takes from a stream, whichever broker it talks to. */
export function consumingContract(make: MakeBroker): void {
  describe('what is received at least once', () => {
    it('is taken once somebody asks, had by all who do and by the bus, and acknowledged then', async () => {
      await using broker = await streamed(make);
      await using a = await sender(broker, 1_000);
      await using b = await started('b', broker, { receive: taking() });
      const release: (() => void)[] = [];
      const slow: Told[] = [];
      expect(b.bridge.stats().consumed.arrived).toBe(0);
      b.bridge
        .acknowledged(['told'], (event) => {
          slow.push(event);
          return new Promise<void>((resolve) => release.push(resolve));
        })
        .subscribe();
      const quick = asked(b);
      await until(() => expect(slow).toHaveLength(256)); // as many as may be in flight
      expect(b.bridge.stats().consumed).toMatchObject({ inHand: 256, acknowledged: 0 });
      expectBalanced(b);
      await until(() => {
        for (const each of release.splice(0)) each();
        expect(b.bridge.stats().consumed.acknowledged).toBe(1_000);
      });
      expect(sorted(slow)).toEqual(numbers(1_000));
      await until(() => expect(sorted(b.seen)).toEqual(numbers(1_000))); // the bus takes its turns
      expect(new Set(quick.map(({ n }) => n)).size).toBe(1_000);
      expect(deliveryOf(quick[0] ?? {})).toMatchObject({ bridge: 'b', subject: 'ron.told' });
      expect(b.bridge.stats().consumed).toMatchObject({ inHand: 0, published: 1_000, dead: 0 });
      expectBalanced(a);
      expectBalanced(b);
    });

    it('comes in order, and never more at once than may be in hand', async () => {
      await using broker = await streamed(make);
      await using a = await sender(broker, 500);
      await using b = await started('b', broker, { receive: taking({ maxInFlight: 10 }) });
      const begun: Told[] = [];
      let [inHand, most] = [0, 0];
      const handle = async (event: Told): Promise<void> => {
        begun.push(event);
        inHand += 1;
        most = Math.max(most, inHand, b.bridge.stats().consumed.inHand);
        if (event.n % 3 > 0) await new Promise((resolve) => setImmediate(resolve));
        inHand -= 1;
      };
      b.bridge.acknowledged('told', handle).subscribe();
      await until(() => expect(b.bridge.stats().consumed.acknowledged).toBe(500));
      expect(begun.map(({ n }) => n)).toEqual(numbers(500));
      expect(most).toBeLessThanOrEqual(10);
      expect(a.bridge.stats().stored.handed).toBe(500);
      expectBalanced(b);
    });

    it('is shared by those who name the same consumer, and each one’s who names another', async () => {
      await using broker = await streamed(make);
      await using a = await sender(broker, 400);
      await using b = await started('b', broker, { receive: taking({ maxInFlight: 10 }) });
      await using c = await started('c', broker, { receive: taking({ maxInFlight: 10 }) });
      await using d = await started('d', broker, { receive: taking({ durable: 'other' }) });
      const [hadB, hadC, hadD] = [asked(b), asked(c), asked(d)];
      await until(() => expect(hadB.length + hadC.length).toBe(400));
      await until(() => expect(sorted(hadD)).toEqual(numbers(400)));
      expect(sorted([...hadB, ...hadC])).toEqual(numbers(400));
      await until(() => expect(a.seen).toHaveLength(400));
    });

    it('has a consumer for each shard that is named, or one for all', async () => {
      await using broker = await make();
      await broker.stream('TOLD', ['ron.told.*']);
      const key = ({ by = '' }: Told): string => by;
      await using a = await started('a', broker, { send: [{ ...send[0], key, shards: 3 }] });
      const some = { deadLetter: false, durable: 'some' } as const;
      await using b = await started('b', broker, { receive: taking({ ...some, shards: [0, 1] }) });
      await using c = await started('c', broker, { receive: taking({ ...some, shards: [2] }) });
      const every = taking({ deadLetter: false, shards: 'all' });
      await using d = await started('d', broker, { receive: every });
      const [hadB, hadC, hadD] = [asked(b), asked(c), asked(d)];
      for (let n = 0; n < 30; n++) a.bus.publish({ type: 'told', n, by: `key-${n}` });
      await until(() => expect(sorted([...hadB, ...hadC])).toEqual(numbers(30)));
      await until(() => expect(sorted(hadD)).toEqual(numbers(30)));
      expect(hadB.length * hadC.length).toBeGreaterThan(0);
    });

    it('comes again to who failed, and to nobody who has it', async () => {
      await using broker = await streamed(make);
      await using a = await sender(broker, 20);
      await using b = await started('b', broker, { receive: taking() });
      const tries: number[] = [];
      b.bridge
        .acknowledged('told', async ({ n }) => {
          tries.push(n);
          await Promise.resolve();
          if (n === 3 && tries.filter((each) => each === 3).length < 3) throw new Error('not yet');
        })
        .subscribe();
      const had = asked(b);
      await until(() => expect(b.bridge.stats().consumed.acknowledged).toBe(20));
      expect(tries.filter((n) => n === 3)).toHaveLength(3);
      expect(sorted(had)).toEqual(numbers(20));
      await until(() => expect(sorted(b.seen)).toEqual(numbers(20)));
      expect(b.bridge.stats().consumed).toMatchObject({ arrived: 22, returned: 2, duplicates: 2 });
      expect(a.bridge.stats().stored.handed).toBe(20);
      expectBalanced(b);
    });

    it('is acknowledged by who has it, once who failed asks no more', async () => {
      await using broker = await streamed(make);
      await using a = await sender(broker, 1);
      await using b = await started('b', broker, { receive: taking({ maxDeliver: 1_000 }) });
      const had = asked(b);
      const failing = b.bridge
        .acknowledged('told', () => Promise.reject(new Error('not here')))
        .subscribe();
      await until(() => expect(b.bridge.stats().consumed.returned).toBeGreaterThan(0));
      failing.unsubscribe();
      await until(() => expect(b.bridge.stats().consumed.acknowledged).toBe(1));
      expect(had).toEqual([told(0)]);
      expect(a.bridge.stats().stored.handed).toBe(1);
      expectBalanced(b);
    });

    it('is a dead letter with the error, once it failed as often as may be', async () => {
      await using broker = await streamed(make);
      await using a = await sender(broker, 20);
      await using b = await started('b', broker, { receive: taking({ maxDeliver: 3 }) });
      const letters: unknown[] = [];
      b.bus.subscribe((event: { readonly type: string }) => {
        if (event.type === 'kernel.nats.dead-letter') letters.push(event);
      });
      b.bridge
        .acknowledged('told', ({ n }) => {
          if (n === 13) throw new Error('poisoned:\nit is 13');
        })
        .subscribe();
      await until(() => expect(letters).toHaveLength(1));
      const letter: DeadLetterEvent = {
        ...{ type: 'kernel.nats.dead-letter', bridge: 'b', subject: 'ron.told' },
        ...{ deadLetter: 'dead.ron.told', reason: 'poisoned: it is 13', deliveries: 3 },
      };
      expect(letters).toEqual([letter]);
      await until(() => expect(b.bridge.stats().consumed.acknowledged).toBe(19));
      expect(b.bridge.stats().consumed).toMatchObject({ arrived: 22, returned: 2, dead: 1 });
      const reason = { direction: 'receive', subject: 'ron.told', reason: 'failed' };
      expect(b.refused).toMatchObject([reason]);
      expect(b.refused[0]?.error).toBeInstanceOf(Error);
      const [kept, ...more] = await broker.dead.messages();
      expect(more).toEqual([]);
      expect(kept).toMatchObject({ subject: 'dead.ron.told', text: '{"type":"told","n":13}' });
      expect(kept?.headers).toMatchObject({
        'Ron-Error': 'poisoned: it is 13',
        'Ron-Subject': 'ron.told',
        'Ron-Deliveries': '3',
      });
      expect(kept?.headers['Ron-Event']).toMatch(/^1 json 1 /);
      expectBalanced(a);
      expectBalanced(b);
    });

    it('is a dead letter where it can’t be read: at once, or once nobody else could', async () => {
      await using broker = await streamed(make);
      const options = taking({ maxDeliver: 2, deadLetter: 'dead.ron.told' });
      await using b = await started('b', broker, { receive: options });
      const had = asked(b);
      const codec = { name: 'json', encode: () => Buffer.from('{'), decode: () => undefined };
      await using broken = await started('broken', broker, { send, codec });
      await using newer = await started('newer', broker, { send: [{ ...send[0], schema: 2 }] });
      broken.bus.publish(told(1));
      newer.bus.publish(told(2));
      await until(() => expect(b.bridge.stats().consumed.dead).toBe(2));
      expect(b.refused.map(({ reason }) => reason).sort()).toEqual(['malformed', 'schema']);
      expect(b.bridge.stats().consumed).toMatchObject({ arrived: 3, returned: 1, published: 0 });
      const kept = await broker.dead.messages();
      expect(kept.map(({ headers }) => headers['Ron-Error'])).toContain('schema');
      expect(had).toEqual([]);
      expectBalanced(b);
    });

    it('is handed out until its dead letter is stored', async () => {
      await using broker = await make();
      await broker.stream('TOLD', ['ron.told']);
      const dead = await broker.stream('DEAD', ['dead.ron.told'], { maxMessages: 1 });
      await using a = await sender(broker, 2);
      await using b = await started('b', broker, { receive: taking({ maxDeliver: 1 }) });
      b.bridge.acknowledged('told', () => Promise.reject(new Error('no'))).subscribe();
      await until(() => expect(b.bridge.stats().consumed.returned).toBeGreaterThan(1));
      expect(b.bridge.stats().consumed.dead).toBe(1);
      await dead.purge();
      await until(() => expect(b.bridge.stats().consumed.dead).toBe(2));
      expect(a.refused).toEqual([]);
      expectBalanced(b);
    });

    it('is given up without a dead letter where none is wanted', async () => {
      await using broker = await make();
      await broker.stream('TOLD', ['ron.told']);
      await using a = await sender(broker, 1);
      const receive = taking({ maxDeliver: 1, deadLetter: false });
      await using b = await started('b', broker, { receive });
      b.bridge.acknowledged('told', () => Promise.reject(new Error('no'))).subscribe();
      await until(() => expect(b.refused).toHaveLength(1));
      expect(b.bridge.stats().consumed).toMatchObject({ arrived: 1, dead: 1 });
      expect(a.refused).toEqual([]);
    });

    it('is recognised where it comes twice', async () => {
      await using broker = await make();
      const stream = await broker.stream('TOLD', ['ron.told'], { duplicateWindow: 100 });
      const id = (): string => 'the same';
      await using a = await started('a', broker, { send: [{ ...send[0], id }] });
      let published = 0;
      await until(async () => {
        a.bus.publish(told(1));
        published += 1;
        expect(await stream.count()).toBeGreaterThan(1); // once the stream forgot the first
      });
      await until(() => expect(a.bridge.stats().stored.acknowledged).toBe(published));
      const count = await stream.count();
      await using b = await started('b', broker, { receive: taking({ deadLetter: false }) });
      const had = asked(b);
      await until(() => expect(b.bridge.stats().consumed.acknowledged).toBe(count));
      expect(had).toEqual([told(1)]);
      await until(() => expect(b.seen).toEqual([told(1)]));
      expect(b.bridge.stats().consumed).toMatchObject({ duplicates: count - 1, published: 1 });
    });

    it('is handled by the node that sent it too, and is on its bus once', async () => {
      await using broker = await streamed(make);
      await using a = await started('a', broker, { send, receive: taking() });
      const had = asked(a);
      for (let n = 0; n < 10; n++) a.bus.publish(told(n));
      await until(() => expect(a.bridge.stats().consumed.acknowledged).toBe(10));
      expect(sorted(had)).toEqual(numbers(10));
      await until(() => expect(sorted(a.seen)).toEqual(numbers(10)));
      expect(a.bridge.stats()).toMatchObject({
        stored: { handed: 10 },
        consumed: { published: 0 },
      });
    });

    it('is another’s at once when who had it in hand goes', async () => {
      await using broker = await streamed(make);
      await using a = await sender(broker, 10);
      await using b = await started('b', broker, { receive: taking() });
      await using c = await started('c', broker, { receive: taking() });
      const asking = b.bridge.acknowledged('told', () => NEVER).subscribe();
      await until(() => expect(b.bridge.stats().consumed.inHand).toBe(10));
      asking.unsubscribe();
      await until(() => expect(b.bridge.stats().consumed.returned).toBe(10));
      const had = asked(c);
      await until(() => expect(sorted(had)).toEqual(numbers(10)));
      expect(b.bridge.stats().consumed).toMatchObject({ arrived: 10, inHand: 0 });
      expect(c.bridge.stats().consumed).toMatchObject({ arrived: 10, duplicates: 0 });
      expect(a.bridge.stats().stored.handed).toBe(10);
      expectBalanced(b);
    });

    it('is another’s at once when who asked goes while more is coming', async () => {
      await using broker = await streamed(make);
      await using a = await sender(broker, 500);
      const receive = taking({ maxInFlight: 10 });
      await using b = await started('b', broker, { receive });
      await using c = await started('c', broker, { receive });
      const had: Told[] = [];
      const asking = b.bridge
        .acknowledged('told', (event) => {
          if (had.push(event) === 100) queueMicrotask(() => asking.unsubscribe());
        })
        .subscribe();
      await until(() => expect(asking.closed).toBe(true));
      const others = asked(c);
      await until(() => expect(sorted([...had, ...others])).toEqual(numbers(500)));
      await until(() => expect(c.bridge.stats().consumed.inHand).toBe(0));
      expect(others.length).toBeGreaterThan(0);
      expect(c.bridge.stats().consumed.duplicates).toBe(0);
      expect(a.bridge.stats().stored.handed).toBe(500);
      expectBalanced(b);
      expectBalanced(c);
    });

    it('is finished when who asked is told to end, and no more is taken', async () => {
      await using broker = await streamed(make);
      await using a = await sender(broker, 10);
      await using b = await started('b', broker, { receive: taking({ maxInFlight: 4 }) });
      const ending = new AbortController();
      const { signal } = ending;
      const release: (() => void)[] = [];
      const handle = (): Promise<void> => new Promise((resolve) => release.push(resolve));
      let completed = false;
      b.bridge
        .acknowledged('told', handle, { signal })
        .subscribe({ complete: () => (completed = true) });
      await until(() => expect(release).toHaveLength(4));
      ending.abort();
      expect(completed).toBe(false);
      for (const each of release) each();
      await until(() => expect(completed).toBe(true));
      expect(b.bridge.stats().consumed).toMatchObject({ acknowledged: 4, inHand: 0 });
      b.bridge.acknowledged('told', handle, { signal }).subscribe({
        complete: () => (completed = false),
      });
      expect(completed).toBe(false); // it need not begin
      const idle = new AbortController();
      b.bridge
        .acknowledged('told', () => NEVER, { signal: idle.signal })
        .subscribe({
          complete: () => (completed = true),
        });
      idle.abort();
      expect(completed).toBe(true); // nothing is in hand yet
      expect(a.bridge.stats().stored.handed).toBe(10);
    });

    it('is finished when the bridge stops in time, and else another’s at once', async () => {
      await using broker = await streamed(make);
      await using a = await sender(broker, 10);
      const receive = taking({ maxInFlight: 4 });
      const b = await started('b', broker, { receive, stopTimeout: 30_000 });
      const release: (() => void)[] = [];
      const handle = (): Promise<void> => new Promise((resolve) => release.push(resolve));
      b.bridge.acknowledged('told', handle).subscribe();
      await until(() => expect(release).toHaveLength(4));
      const stopped = b.supervisor.stop();
      for (const each of release) each();
      await stopped;
      expect(b.bridge.stats().consumed).toMatchObject({ acknowledged: 4, inHand: 0, lapsed: 0 });

      const c = await started('c', broker, { receive, stopTimeout: 50 });
      c.bridge.acknowledged('told', () => NEVER).subscribe();
      await until(() => expect(c.bridge.stats().consumed.inHand).toBe(4));
      await c.supervisor.stop();
      const { inHand, returned } = c.bridge.stats().consumed;
      expect([inHand, returned]).toEqual([0, 4]);
      await using d = await started('d', broker, { receive });
      const had = asked(d);
      await until(() => expect(had).toHaveLength(6));
      expect(a.bridge.stats().stored.handed).toBe(10);
      for (const each of [b, c, d]) expectBalanced(each);
    });

    it('is not handled twice though the broker, killed meanwhile, hands it out again', async () => {
      await using broker = await streamed(make);
      await using a = await sender(broker, 10);
      await using b = await started('b', broker, { receive: taking({ ackWait: 300 }) });
      const release: (() => void)[] = [];
      const handle = (): Promise<void> => new Promise((resolve) => release.push(resolve));
      b.bridge.acknowledged('told', handle).subscribe();
      await until(() => expect(release).toHaveLength(10));
      await broker.stop();
      await until(() => expect(b.bridge.stats().disconnects).toBe(1));
      for (const each of release.slice(0, 5)) each();
      await broker.start();
      await until(() => {
        const { acknowledged, duplicates } = b.bridge.stats().consumed;
        expect(acknowledged).toBeGreaterThanOrEqual(5);
        expect(duplicates).toBeGreaterThanOrEqual(10); // all were handed out again
      });
      for (const each of release) each();
      await until(() => expect(b.bridge.stats().consumed.inHand).toBe(0));
      expect(release).toHaveLength(10);
      await until(() => expect(sorted(b.seen)).toEqual(numbers(10)));
      const { acknowledged, lapsed, published } = b.bridge.stats().consumed;
      expect(published).toBe(10);
      expect(acknowledged).toBeGreaterThanOrEqual(10);
      expect(lapsed).toBeGreaterThanOrEqual(10);
      expect(a.bridge.stats().stored.handed).toBe(10);
      expectBalanced(b);
    });

    it('needs its streams, and says which is missing before anything starts', async () => {
      await using broker = await make();
      const b = node('b', broker, { receive: taking() });
      await expect(b.supervisor.start()).rejects.toThrow(
        "no stream on the broker has the subject 'dead.ron.told'",
      );
      const c = node('c', broker, { receive: taking({ deadLetter: false }) });
      await expect(c.supervisor.start()).rejects.toThrow(
        "no stream on the broker has the subject 'ron.told'",
      );
      expect(() => b.bridge.acknowledged('other', () => undefined)).toThrow(
        "'other' isn't received at least once; 'b' needs { type: 'other', delivery: 'at-least-once', durable } in receive",
      );
    });
  });
}
