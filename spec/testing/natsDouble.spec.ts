import type { NatsStoredMessage } from 'ron-kernel/nats';
import { natsDouble } from 'ron-kernel/testing';
import { describe, expect, it } from 'vitest';

const bytes = new Uint8Array([1]);
const target = { name: 'a', servers: ['double'] };
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Two who are connected, and what the second is told. */
async function pair() {
  const broker = natsDouble();
  const one = await broker.transport('one').connect(target);
  const other = await broker.transport('other').connect(target);
  const got: string[] = [];
  other.subscribe('>', undefined, () => undefined); // a word like any other here
  other.subscribe('a.*', undefined, ({ subject }) => got.push(subject));
  return { broker, one, other, got };
}

describe('natsDouble', () => {
  it('hands everyone what is for them, in order', async () => {
    const { one, got } = await pair();
    for (const subject of ['a.1', 'b.1', 'a.2', 'a.b.c']) one.publish(subject, bytes, {});
    await turn();
    expect(got).toEqual(['a.1', 'a.2']);
  });

  it('loses what is under way when a session ends, which takes nothing more then', async () => {
    const { broker, one, got } = await pair();
    one.publish('a.1', bytes, {});
    broker.cut('one');
    broker.cut('one', true);
    await one.close();
    expect(() => one.publish('a.2', bytes, {})).toThrow('the session is over');
    let flushed = false;
    void one.flush().then(() => (flushed = true));
    await turn();
    expect(flushed).toBe(false);
    expect(got).toEqual([]);
    expect(await one.closed).toEqual({ reason: 'the connection broke', slowConsumer: false });
  });

  it('has a session that ends in the middle of a message hear no other', async () => {
    const { broker, one, other } = await pair();
    const heard: string[] = [];
    other.subscribe('c.*', undefined, ({ subject }) => {
      heard.push(subject);
      broker.cut('other', true);
    });
    one.publish('c.1', bytes, {});
    one.publish('c.2', bytes, {});
    await turn();
    expect(heard).toEqual(['c.1']);
    expect(await other.closed).toEqual({ reason: 'slow consumer', slowConsumer: true });
  });

  it('stops where it is when it pauses, be it in the middle, and goes on there', async () => {
    const { broker, one, other } = await pair();
    const heard: string[] = [];
    other.subscribe('c.*', undefined, ({ subject }) => {
      heard.push(subject);
      if (subject === 'c.1') broker.pause();
    });
    for (const subject of ['c.1', 'c.2', 'c.3']) one.publish(subject, bytes, {});
    await turn();
    expect(heard).toEqual(['c.1']);
    broker.resume();
    await turn();
    expect(heard).toEqual(['c.1', 'c.2', 'c.3']);
  });

  it('refuses who is parted from it until that is healed, and everyone while it is stopped', async () => {
    const { broker, one } = await pair();
    const connect = () => broker.transport('one').connect(target);
    broker.part('one');
    expect(await one.closed).toMatchObject({ reason: 'the connection broke' });
    await expect(connect()).rejects.toThrow('no route to the broker');
    broker.heal('one');
    await expect(connect()).resolves.toMatchObject({ server: 'double' });
    broker.stop();
    await expect(connect()).rejects.toThrow('connection refused');
    broker.start();
    await expect(connect()).resolves.toMatchObject({ server: 'double' });
  });

  it('keeps what its streams are for, once for each id, and says what it doesn’t keep', async () => {
    const { broker, one } = await pair();
    const stream = broker.stream({ name: 'A', subjects: ['a.*'], maxMessages: 1 });
    const streams = one.jetStream();
    expect(await streams.streamOf('a.*')).toBe('A');
    expect(await streams.streamOf('b')).toBeUndefined();
    expect(await streams.store('a.1', bytes, {}, 'x')).toEqual({ stored: true, duplicate: false });
    expect(await streams.store('a.1', bytes, {}, 'x')).toEqual({ stored: true, duplicate: true });
    const full = { stored: false, reason: 'maximum messages exceeded', final: false };
    expect(await streams.store('a.2', bytes, {}, 'y')).toEqual(full);
    const nowhere = { stored: false, reason: 'no stream has the subject', final: false };
    expect(await streams.store('b', bytes, {}, 'z')).toEqual(nowhere);
    const lost = { stored: false, reason: 'the connection was lost', final: false };
    const storing = streams.store('a.3', bytes, {}, 'q');
    broker.cut('one');
    expect(await storing).toEqual(lost);
    expect(await streams.store('a.3', bytes, {}, 'q')).toEqual(lost);
    expect(stream.messages).toEqual([
      { subject: 'a.1', data: bytes, headers: { 'Nats-Msg-Id': 'x' } },
    ]);
  });

  it('hands out what a consumer is for, and not what is gone or answered', async () => {
    const { broker, one, other } = await pair();
    const stream = broker.stream({ name: 'A', subjects: ['a.*'] });
    const options = { stream: 'A', durable: 'd', subject: 'a.1', ackWait: 60_000, maxInFlight: 10 };
    await expect(one.jetStream().consumer({ ...options, subject: 'b' })).rejects.toThrow(
      'stream not found',
    );
    const consumer = await one.jetStream().consumer(options);
    const got: NatsStoredMessage[] = [];
    const pull = consumer.pull(2, (message) => got.push(message));
    for (const subject of ['a.1', 'a.2', 'a.1']) broker.inject(subject, bytes);
    expect(await pull.over).toBeUndefined();
    expect(got.map(({ deliveries, id, subject }) => [id, subject, deliveries])).toEqual([
      ['number 1', 'a.1', 1],
      ['number 3', 'a.1', 1],
    ]);
    const [first, third] = got;
    expect([first?.ack(), third?.nak(60_000), first?.nak(0)]).toEqual([true, true, true]);
    stream.purge();
    await one.close();
    expect(third?.ack()).toBe(false);
    const again = await other.jetStream().consumer(options);
    const more = again.pull(1, (message) => got.push(message));
    broker.inject('a.1', bytes);
    await more.over;
    expect(got.map(({ id }) => id)).toEqual(['number 1', 'number 3', 'number 4']);
    await again.pull(1, () => undefined).drain();
  });
});
