import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { natsDouble, type NatsDouble } from 'ron-kernel/testing';
import { seededRandom } from '../../lib/internal/seededRandom.js';
import { expectBalanced } from './support/accounts.js';
import { started, type Node } from './support/Node.js';
import { doubled } from './support/TestBroker.js';

const NODES = 100;
const SEEDS = [1, 2];

/** Whether a node is in the queue group. */
function shares({ bridge }: Node): boolean {
  return bridge.name.endsWith('9');
}

/** What sent events came to, over all who were ever there. */
function expectAccounted(nodes: readonly Node[]): void {
  let sent = 0;
  for (const each of nodes) {
    expectBalanced(each);
    const { handed, inFlight, waiting } = each.bridge.stats().sent;
    expect([inFlight, waiting]).toEqual([0, 0]);
    sent += handed;
  }
  expect(sent).toBeGreaterThan(2_000);
}

describe('a hundred nodes on a virtual clock', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it.each(SEEDS)('keep an account that adds up, whatever breaks: seed %i', async (seed) => {
    const random = seededRandom(seed);
    const pick = (below: number): number => Math.floor(random() * below);
    const double: NatsDouble = natsDouble();
    const broker = doubled(double);
    const nodes: Node[] = [];
    for (let n = 0; n < NODES; n++) {
      const receive = [{ type: 'told', ...(n % 10 === 9 && { queue: 'shared' }) }] as const;
      const options = { send: ['told'], receive, capacity: 64 } as const;
      nodes.push(await started(`node-${n}`, broker, options));
    }
    const told = new Map<Node, number>();
    const publish = (each: Node): void => {
      const n = (told.get(each) ?? 0) + 1;
      told.set(each, n);
      each.bus.publish({ type: 'told', n, by: each.bridge.name });
    };
    for (const each of nodes) publish(each); // so that all know of all
    await vi.advanceTimersByTimeAsync(10);
    const publishAnywhere = (): void => {
      const each = nodes[pick(NODES)];
      if (each !== undefined) publish(each);
    };
    const faults = [
      () => double.cut(`node-${pick(NODES)}`),
      () => double.cut(`node-${pick(NODES)}`, true),
      () => double.part(`node-${pick(NODES)}`),
      () => double.heal(`node-${pick(NODES)}`),
      () => double.stop(),
      () => double.start(),
      () => double.pause(),
      () => double.resume(),
    ];
    for (let step = 0; step < 150; step++) {
      for (let n = 0; n < 10; n++) publishAnywhere();
      if (pick(3) === 0) faults[pick(faults.length)]?.();
      if (pick(2) === 0) await vi.advanceTimersByTimeAsync(pick(100));
      if (step % 20 === 0) for (let n = 0; n < 200; n++) publishAnywhere();
    }
    double.resume();
    double.start();
    for (let n = 0; n < NODES; n++) double.heal(`node-${n}`);
    await vi.advanceTimersByTimeAsync(1_000);
    for (const each of nodes) publish(each); // what was lost last shows in its number
    const isIdle = ({ bus }: Node): boolean =>
      bus.stats().subscribers.every(({ pending }) => pending === 0);
    do await vi.advanceTimersByTimeAsync(100);
    while (!nodes.every(isIdle)); // buses let the event loop turn in between
    await vi.advanceTimersByTimeAsync(100);

    expectAccounted(nodes);
    const sentBy = ({ bridge }: Node): number => {
      const { confirmed, unconfirmed } = bridge.stats().sent;
      return confirmed + unconfirmed;
    };
    const total = nodes.reduce((sum, each) => sum + sentBy(each), 0);
    for (const each of nodes) {
      const reader = each.bus.stats().subscribers.find(({ name }) => name === each.bridge.name);
      const { delivered = 0, dropped = 0, abandoned = 0, pending = 0 } = reader ?? {};
      expect(delivered + dropped + abandoned + pending).toBe(told.get(each));
      expect(each.bridge.stats().sent.handed).toBe(delivered);
      expect(each.lags.reduce((sum, lag) => sum + lag.dropped, 0)).toBe(dropped);
      const { arrived, published, missed } = each.bridge.stats().received;
      expect(published).toBe(arrived);
      // In a queue group nobody misses what another member has.
      if (!shares(each)) expect(arrived + missed).toBe(total - sentBy(each));
    }
    for (const each of nodes) void each[Symbol.asyncDispose]();
    await vi.advanceTimersByTimeAsync(10_000);
    for (const each of nodes) expect(each.bridge.stats().sent.abandoned).toBe(0);
  });
});
