import * as client from '@nats-io/transport-node';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { NatsConsumer, NatsStoredMessage } from '../../../lib/nats/transport/NatsJetStream.js';
import { openConsumer } from '../../../lib/nats/client/openConsumer.js';

const data = Buffer.from('x');

/** What a broker says instead of handing a message out. */
function status(code: number, description = ''): Partial<client.Msg> {
  const headers = { code, description } as client.MsgHdrs;
  return { data: Buffer.of(), headers };
}

describe('a consumer on the client', () => {
  const published: unknown[][] = [];
  const asked: string[] = [];
  const got: NatsStoredMessage[] = [];
  let closed: boolean;
  const pulls = new Set<() => void>();
  let close: () => void;
  let drained: Promise<void>;
  let hand: (error: Error | null, message: Partial<client.Msg>) => void;
  let consumer: NatsConsumer;
  let consumerOfOne: NatsConsumer;

  beforeEach(() => {
    for (const each of [published, asked, got]) each.length = 0;
    pulls.clear();
    closed = false;
    drained = Promise.resolve();
    // As much of the client's connection as is used.
    const connection = {
      isClosed: () => false,
      publish: (...message: unknown[]) => published.push(message),
      request: (subject: string) => Promise.resolve(asked.push(subject)),
      subscribe: (_: string, { callback }: { callback: typeof hand }) => {
        hand = callback;
        return {
          closed: new Promise<void>((resolve) => (close = resolve)),
          isClosed: () => closed,
          unsubscribe: () => (closed = true),
          drain: () => drained,
        };
      },
    };
    const consumerOf = (subject: string): NatsConsumer => {
      const names = { stream: 'S', durable: 'd', subject };
      return openConsumer(client, connection as unknown as client.NatsConnection, pulls, names);
    };
    consumer = consumerOf('*');
    consumerOfOne = consumerOf('one');
  });

  const pull = (count: number) => consumer.pull(count, (message) => void got.push(message));

  it('asks for so many, and is done when they have come', async () => {
    const question = pull(2);
    expect(published).toEqual([
      [
        '$JS.API.CONSUMER.MSG.NEXT.S.d',
        '{"batch":2,"expires":30000000000}',
        { reply: expect.stringMatching(/^_INBOX/) as string },
      ],
    ]);
    const headers = client.headers();
    headers.set('Nats-Msg-Id', 'mine');
    const respond = vi.fn(() => true);
    const message = { subject: 'a', data, respond };
    hand(null, { ...message, headers, reply: '$JS.ACK.S.d.1.7.3.1700000000000000000.0' });
    hand(null, { ...message, reply: '$JS.ACK.hub.hash.S.d.2.8.4.1700000000000000000.0.token' });
    expect(await question.over).toBeUndefined();
    expect(closed).toBe(true);
    const seen = got.map(({ deliveries, id, subject }) => [id, deliveries, subject]);
    expect(seen).toEqual([
      ['mine', 1, 'a'],
      ['number 8', 2, 'a'],
    ]);
    expect([got[0]?.header('Nats-Msg-Id'), got[1]?.headers]).toEqual(['mine', {}]);
    expect([got[0]?.nak(0), got[1]?.nak(1.4)]).toEqual([true, true]);
    expect(respond.mock.calls).toEqual([['-NAK'], ['-NAK {"delay":1000000}']]);
    await question.drain();
    expect(asked).toEqual([]); // nobody waits there any more
  });

  it('knows the subject where there is one', () => {
    consumerOfOne.pull(1, (message) => void got.push(message));
    hand(null, { data, reply: '$JS.ACK.S.d.1.7.3.1700000000000000000.0' });
    expect(got.map(({ subject }) => subject)).toEqual(['one']);
  });

  it('goes on while the broker says that it is alive, and has it forget who waits when it is drained', async () => {
    const question = pull(1);
    hand(null, status(100, 'Idle Heartbeat'));
    expect(closed).toBe(false);
    await question.drain();
    expect(await question.over).toBeUndefined();
    expect(asked).toEqual(['$JS.API.CONSUMER.INFO.S.d']);
  });

  it('is drained where the session ends meanwhile, whose broker says nothing more', async () => {
    drained = new Promise(() => undefined);
    const question = pull(1);
    const draining = question.drain();
    close();
    await draining;
    expect(await question.over).toBeUndefined();
  });

  it('is over once the session is, also where it was asked when its subscriptions were closed', async () => {
    const question = pull(1);
    for (const end of pulls) end();
    expect(await question.over).toBeUndefined();
    expect([closed, pulls.size]).toEqual([true, 0]);
  });

  it.each([
    ['waited long enough', null, status(408, 'Request Timeout'), undefined],
    ['has no such consumer', null, status(409, 'Consumer Deleted'), 'Consumer Deleted'],
    ['gives no reason', null, status(409), 'status 409'],
    ['says nothing at all', null, { data: Buffer.of() }, 'status 503'],
    ['allows it not', new Error('permissions violation'), {}, 'permissions violation'],
  ])('is over when the broker %s', async (_, error, message, reason) => {
    const { over } = pull(1);
    hand(error, message);
    expect(await over).toBe(reason);
    expect([closed, got]).toEqual([true, []]);
  });
});
