import { expect } from 'vitest';
import type { Node } from './Node.js';

/** The account of everything the node's bus handed, or didn't hand, to its bridge. */
export function outboxOf({ bus, bridge }: Node, name: string): Record<string, number> {
  const reader = bus.stats().subscribers.find((subscriber) => subscriber.name === name);
  const { sent } = bridge.stats();
  return {
    dropped: reader?.dropped ?? 0,
    delivered: reader?.delivered ?? 0,
    pending: (reader?.pending ?? 0) + sent.waiting,
    waiting: sent.waiting,
  };
}

/** What holds at each bridge at any time. */
export function expectBalanced({ bridge }: Node): void {
  const { sent, stored, received, consumed } = bridge.stats();
  const { acknowledged, returned, dead, lapsed } = consumed;
  expect(consumed.arrived).toBe(acknowledged + returned + dead + lapsed + consumed.inHand);
  expect(stored.handed).toBe(
    stored.acknowledged + stored.refused + stored.inFlight + stored.waiting + stored.abandoned,
  );
  const { handed, confirmed, unconfirmed, refused, inFlight, waiting, abandoned } = sent;
  expect(handed).toBe(confirmed + unconfirmed + refused + inFlight + waiting + abandoned);
  const setAside = Object.values(received.refused).reduce((sum, count) => sum + count, 0);
  expect(received.arrived).toBe(received.published + setAside);
}
