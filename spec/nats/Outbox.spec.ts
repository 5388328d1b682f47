import type { BusEvent } from 'ron-kernel';
import { describe, expect, it } from 'vitest';
import { Counts } from '../../lib/nats/Counts.js';
import { jsonCodec } from '../../lib/nats/wire/EventCodec.js';
import { EventWriter } from '../../lib/nats/wire/EventWriter.js';
import type { Link } from '../../lib/nats/Link.js';
import type { NatsSession, NatsSessionEnd } from '../../lib/nats/transport/NatsTransport.js';
import { Outbox } from '../../lib/nats/Outbox.js';
import { sendPlans } from '../../lib/nats/routes.js';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** An outbox, a broker that confirms when told to, and a link that has it when told to. */
function outboxOf() {
  const published: string[] = [];
  const flushes: (() => void)[] = [];
  let connect: (session: NatsSession) => void = () => undefined;
  let close: (end: NatsSessionEnd) => void = () => undefined;
  const session: NatsSession = {
    server: 'spec',
    maxPayload: 1_000_000,
    closed: new Promise((resolve) => (close = resolve)),
    publish: (subject) => published.push(subject),
    flush: () => new Promise((resolve) => flushes.push(resolve)),
    subscribe: () => ({ drain: () => Promise.resolve() }),
    jetStream: () => {
      throw new Error('nothing is stored here');
    },
    close: () => Promise.resolve(),
  };
  // As much of a link as is used.
  const link = {
    session: undefined as NatsSession | undefined,
    connected: () => new Promise<NatsSession>((resolve) => (connect = resolve)),
  };
  const counts = new Counts();
  const names = { origin: 'node', sender: 'node/b' };
  const writer = new EventWriter({ codec: jsonCodec, sequences: new Map(), ...names });
  const outbox = new Outbox({
    link: link as unknown as Link,
    counts,
    writer,
    refuse: () => undefined,
  });
  const [route] = sendPlans({ name: 'b', servers: 's', bus: {} as never, send: ['told'] }).values();
  const carry = (...events: BusEvent[]): Promise<void> =>
    outbox.carry(
      events.flatMap((event) => (route ? { event, route, traceparent: undefined } : [])),
    );
  return {
    ...{ outbox, carry, counts, link, session, published, flushes },
    connect: () => connect(session),
    close: () => close({ reason: 'gone', slowConsumer: false }),
  };
}

const told = { type: 'told' };
const large = { type: 'told', text: 'x'.repeat(200_000) };

describe('an outbox', () => {
  it('asks for a confirmation whenever a window is full', async () => {
    const { carry, counts, link, session, published, flushes } = outboxOf();
    link.session = session;
    await carry(large, large, large);
    expect(published).toEqual(['ron.told', 'ron.told', 'ron.told']);
    expect(flushes).toHaveLength(2);
    expect(counts.sent).toMatchObject({ handed: 3, inFlight: 3, waiting: 0 });
    flushes[0]?.();
    await turn();
    expect(counts.sent).toMatchObject({ confirmed: 2, inFlight: 1 });
  });

  it('takes no more while four windows are open', async () => {
    const { carry, link, session, flushes, outbox } = outboxOf();
    link.session = session;
    for (let n = 0; n < 3; n++) await carry(told);
    let carried = false;
    const fourth = carry(told).then(() => (carried = true));
    await turn();
    expect(carried).toBe(false);
    flushes[0]?.();
    await fourth;
    for (const flush of flushes) flush();
    await outbox.settled();
  });

  it('counts as unconfirmed what a session that ends had not confirmed', async () => {
    const { carry, counts, link, session, outbox, close } = outboxOf();
    link.session = session;
    await carry(told, told);
    close();
    await outbox.settled();
    expect(counts.sent).toMatchObject({ confirmed: 0, unconfirmed: 2, inFlight: 0 });
  });

  it('holds on to nothing of what was confirmed, however long the session', async () => {
    const { carry, counts, link, session, published, flushes } = outboxOf();
    link.session = session;
    const confirm = async (times: number): Promise<number> => {
      for (let n = 0; n < times; n++) {
        const carried = carry(told);
        flushes.splice(0).forEach((flush) => flush());
        await carried;
        published.splice(0);
      }
      await turn();
      for (let n = 0; n < 3; n++) globalThis.gc?.();
      return process.memoryUsage().heapUsed;
    };
    const before = await confirm(2_000);
    const after = await confirm(20_000);
    expect(counts.sent).toMatchObject({ confirmed: 22_000, inFlight: 0 });
    expect(after - before).toBeLessThan(2_000_000);
  });

  it('abandons once what waits for a session as it ends, and takes nothing after', async () => {
    const { carry, counts, published, outbox, connect } = outboxOf();
    const carried = carry(told, told);
    outbox.end();
    outbox.end();
    connect();
    await carried;
    expect(published).toEqual([]);
    expect(counts.sent).toMatchObject({ handed: 2, abandoned: 2, waiting: 0 });
  });
});
