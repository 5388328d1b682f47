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
});
