import { BehaviorSubject } from 'rxjs';
import { constant } from 'ron-kernel';
import { natsDouble } from 'ron-kernel/testing';
import { describe, expect, it } from 'vitest';
import type { BridgeState } from '../../lib/nats/BridgeState.js';
import { Counts } from '../../lib/nats/Counts.js';
import { Link } from '../../lib/nats/Link.js';
import { logger } from './support/Node.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A link to a double of a broker. */
function linkTo(broker = natsDouble()) {
  const state$ = new BehaviorSubject<BridgeState>({ status: 'idle' });
  const counts = new Counts();
  const target = { name: 'a', servers: ['double'] };
  const link = new Link(
    {
      connect: () => broker.transport('a').connect(target),
      backoff: constant({ delay: 60_000 }),
      counts,
      logger,
      onTried: () => undefined,
      onSession: () => Promise.resolve(),
    },
    state$,
  );
  return { broker, link, state$, counts };
}

describe('a link to a broker', () => {
  it('passes its probe while the broker answers, and says why it doesn’t', async () => {
    const { broker, link, state$, counts } = linkTo();
    await expect(link.probe()).rejects.toThrow('not connected yet');
    const kept = link.keep();
    await link.connected();
    await expect(link.probe()).resolves.toBeUndefined();
    broker.pause();
    const probe = link.probe();
    broker.cut('a');
    await expect(probe).rejects.toThrow('the connection was lost');
    await turn();
    await expect(link.probe()).rejects.toThrow('the connection broke');
    expect(counts).toMatchObject({ connects: 1, disconnects: 1 });
    link.end();
    await kept;
    expect(state$.value).toEqual({ status: 'idle' });
  });

  it('closes a session that comes when it has ended', async () => {
    const { link, state$, counts } = linkTo();
    const kept = link.keep();
    link.end();
    await kept;
    expect(link.session).toBeUndefined();
    expect(state$.value).toEqual({ status: 'idle' });
    expect(counts.connects).toBe(0);
  });
});
