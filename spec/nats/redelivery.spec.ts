import { firstValueFrom, NEVER, Observable, timer } from 'rxjs';
import { constant } from 'ron-kernel';
import { natsDouble } from 'ron-kernel/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { expectBalanced } from './support/accounts.js';
import { started, type Node, type NodeOptions, type Told } from './support/Node.js';
import { doubled } from './support/TestBroker.js';

const told = { type: 'told', n: 1 } as const;

/** A broker with a stream, a node that stored `told` in it, and how to make others. */
async function stored() {
  const double = natsDouble();
  const stream = double.stream({ name: 'TOLD', subjects: ['ron.told', 'dead.ron.told'] });
  const broker = doubled(double);
  const send = [{ type: 'told', delivery: 'at-least-once' }] as const;
  const a = await started('a', broker, { send });
  a.bus.publish(told);
  await vi.advanceTimersByTimeAsync(10);
  const taking = (name: string, options: object = {}, more: NodeOptions = {}): Promise<Node> => {
    const route = { type: 'told', delivery: 'at-least-once', durable: 'all', ...options } as const;
    return started(name, broker, { ...more, receive: [route] });
  };
  return { a, double, stream, taking };
}

describe('what a stream hands out, on a virtual clock', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('stays with who has it in hand, however long that takes', async () => {
    const { taking } = await stored();
    const [b, c] = [await taking('b'), await taking('c')];
    let calls = 0;
    const slowly = (): Promise<unknown> => {
      calls += 1;
      return firstValueFrom(timer(600_000));
    };
    b.bridge.acknowledged('told', slowly).subscribe();
    await vi.advanceTimersByTimeAsync(1);
    const others: Told[] = [];
    c.bridge.acknowledged('told', (event) => others.push(event)).subscribe();
    await vi.advanceTimersByTimeAsync(599_000);
    expect(b.bridge.stats().consumed).toMatchObject({ arrived: 1, inHand: 1 });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(b.bridge.stats().consumed).toMatchObject({ arrived: 1, acknowledged: 1 });
    expect([calls, others]).toEqual([1, []]);
  });

  it('is another’s once ackWait is over, where who had it is cut off', async () => {
    const { double, taking } = await stored();
    const [b, c] = [await taking('b', { ackWait: 5_000 }), await taking('c', { ackWait: 5_000 })];
    b.bridge.acknowledged('told', () => NEVER).subscribe();
    await vi.advanceTimersByTimeAsync(1);
    double.part('b');
    const others: Told[] = [];
    c.bridge.acknowledged('told', (event) => others.push(event)).subscribe();
    await vi.advanceTimersByTimeAsync(4_900);
    expect(others).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    expect(others).toEqual([told]);
    expectBalanced(b);
    expectBalanced(c);
  });

  it('waits as long as its policy says until it is handed out again', async () => {
    const { stream, taking } = await stored();
    const redelivery = constant({ delay: 2_000 });
    const b = await taking('b', { redelivery, maxDeliver: 3 });
    const times: number[] = [];
    const begun = Date.now();
    const fail = (): never => {
      times.push(Math.round((Date.now() - begun) / 100) / 10);
      throw new Error('no');
    };
    b.bridge.acknowledged('told', fail).subscribe();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(times).toEqual([0, 2, 4]);
    expect(b.bridge.stats().consumed).toMatchObject({ arrived: 3, returned: 2, dead: 1 });
    expect(stream.messages.map(({ subject }) => subject)).toEqual(['ron.told', 'dead.ron.told']);
  });

  it('is a dead letter unasked, where nobody who had it lived to answer', async () => {
    const { double, taking } = await stored();
    const limits = { ackWait: 1_000, maxDeliver: 2 };
    for (const name of ['b', 'c']) {
      const { bridge } = await taking(name, limits);
      bridge.acknowledged('told', () => NEVER).subscribe();
      await vi.advanceTimersByTimeAsync(1);
      double.part(name);
      await vi.advanceTimersByTimeAsync(2_000);
    }
    const d = await taking('d', limits);
    const had: Told[] = [];
    d.bridge.acknowledged('told', (event) => had.push(event)).subscribe();
    await vi.advanceTimersByTimeAsync(10);
    expect(had).toEqual([]);
    expect(d.bridge.stats().consumed).toMatchObject({ arrived: 1, dead: 1 });
    expect(String(d.refused[0]?.error)).toContain('handed out 3 times, and never acknowledged');
  });

  it('is given back when nobody asks any more, and taken again by who comes', async () => {
    const { taking } = await stored();
    const b = await taking('b');
    const asking = b.bridge.acknowledged('told', () => NEVER).subscribe();
    await vi.advanceTimersByTimeAsync(1);
    expect(b.bridge.stats().consumed.inHand).toBe(1);
    asking.unsubscribe();
    await vi.advanceTimersByTimeAsync(1);
    expect(b.bridge.stats().consumed).toMatchObject({ inHand: 0, returned: 1 });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(b.bridge.stats().consumed.arrived).toBe(1);
    const had: Told[] = [];
    b.bridge.acknowledged('told', (event) => had.push(event)).subscribe();
    await vi.advanceTimersByTimeAsync(10);
    expect([had, b.seen]).toEqual([[told], [told]]);
  });

  it('is given back by who goes as it begins, and what that began is given up', async () => {
    const { taking } = await stored();
    const b = await taking('b');
    let given = 0;
    const asking = b.bridge
      .acknowledged('told', () => {
        asking.unsubscribe();
        return new Observable(() => () => (given += 1));
      })
      .subscribe();
    await vi.advanceTimersByTimeAsync(1);
    expect(given).toBe(1);
    expect(b.bridge.stats().consumed).toMatchObject({ arrived: 1, returned: 1, inHand: 0 });
    const had: Told[] = [];
    b.bridge.acknowledged('told', (event) => had.push(event)).subscribe();
    await vi.advanceTimersByTimeAsync(10);
    expect(had).toEqual([told]);
  });

  it('is a dead letter at once where it is nobody’s event', async () => {
    const { double, stream, taking } = await stored();
    const b = await taking('b');
    const had: Told[] = [];
    b.bridge.acknowledged('told', (event) => had.push(event)).subscribe();
    double.inject('ron.told', Buffer.from('hello'), { From: 'someone' });
    double.inject('ron.told', Buffer.from('{}'), { 'Ron-Event': '1 json 1 far 9 away 1' });
    await vi.advanceTimersByTimeAsync(10);
    expect(had).toEqual([told]);
    expect(b.refused.map(({ reason }) => reason)).toEqual(['foreign', 'looped']);
    const dead = stream.messages.filter(({ subject }) => subject === 'dead.ron.told');
    expect(dead[0]?.headers).toMatchObject({ From: 'someone', 'Ron-Error': 'foreign' });
    expect(b.bridge.stats().consumed).toMatchObject({ arrived: 3, dead: 2, acknowledged: 1 });
  });

  it('is had when what its handler began is done, whatever that is', async () => {
    const { a, taking } = await stored();
    const traces: unknown[] = [];
    const trace = {
      current: () => undefined,
      run: (traceparent: string | undefined, publish: () => void) => {
        traces.push(traceparent);
        publish();
      },
    };
    const b = await taking('b', {}, { trace });
    const begun: unknown[] = [];
    const ways = [
      () => timer(1_000),
      async function* () {
        yield await firstValueFrom(timer(2_000));
      },
      () => Promise.resolve(),
      () => ({ nothing: 'to wait for' }),
      () => null,
    ];
    for (const way of ways) {
      b.bridge
        .acknowledged('told', () => {
          begun.push(way);
          return way();
        })
        .subscribe();
    }
    await vi.advanceTimersByTimeAsync(1_900);
    expect([begun.length, b.bridge.stats().consumed.acknowledged]).toEqual([5, 0]);
    await vi.advanceTimersByTimeAsync(200);
    expect(b.bridge.stats().consumed.acknowledged).toBe(1);
    expect(traces).toEqual([undefined]);
    a.bus.publish(told);
    await vi.advanceTimersByTimeAsync(10);
    expect(begun).toHaveLength(10);
  });
});
