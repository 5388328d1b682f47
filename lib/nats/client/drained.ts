import type { Subscription } from '@nats-io/transport-node';

/**
 * Asks for no more; resolves once what was on its way has come, or the subscription is over otherwise, as
 * with its connection: the client then rejects, or waits for an answer for good.
 */
export async function drained(subscription: Subscription): Promise<void> {
  await Promise.race([subscription.closed, subscription.drain()]);
}
