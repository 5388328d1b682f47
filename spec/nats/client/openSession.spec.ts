import * as client from '@nats-io/transport-node';
import { eachValueBounded } from 'ron-kernel';
import { Subject } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openSession } from '../../../lib/nats/client/openSession.js';
import { NatsAuthorizationError } from '../../../lib/nats/transport/NatsAuthorizationError.js';
import type { NatsMessage } from '../../../lib/nats/transport/NatsMessage.js';
import type { NatsSession } from '../../../lib/nats/transport/NatsTransport.js';

type Callback = (error: Error | null, message: Partial<client.Msg>) => void;

const data = new TextEncoder().encode('x');

describe('a session on the client', () => {
  let end: (error?: Error) => void;
  let session: NatsSession;
  let say: (status: client.Status) => void;
  const published: unknown[][] = [];
  const subscribed: { subject: string; queue?: string; callback: Callback }[] = [];

  /** As much of the client's connection as is used. */
  function connect(info?: { max_payload: number }): NatsSession {
    const status$ = new Subject<client.Status>();
    say = (status) => status$.next(status);
    const connection = {
      info,
      getServer: () => 'broker:4222',
      status: () => eachValueBounded(status$, { capacity: 8 }),
      closed: () =>
        new Promise<Error | undefined>((resolve) => {
          end = (error) => {
            status$.complete();
            resolve(error);
          };
        }),
      publish: (...message: unknown[]) => published.push(message),
      subscribe: (subject: string, options: { callback: Callback; queue?: string }) =>
        subscribed.push({ subject, ...options }),
      flush: () => Promise.resolve(),
      close: async () => end(),
    };
    return openSession(client, connection as unknown as client.NatsConnection);
  }

  beforeEach(() => {
    published.length = 0;
    subscribed.length = 0;
    session = connect({ max_payload: 512 });
  });

  afterEach(async () => {
    end();
    await session.closed;
  });

  it('knows its broker, and what that takes', async () => {
    expect(session).toMatchObject({ server: 'broker:4222', maxPayload: 512 });
    end();
    await session.closed;
    session = connect();
    expect(session.maxPayload).toBe(1_048_576);
  });

  it('publishes with headers', () => {
    session.publish('a.b', data, { One: '1' });
    expect(published).toMatchObject([['a.b', data, {}]]);
    const [, , { headers }] = published[0] as [string, Uint8Array, { headers: client.MsgHdrs }];
    expect(headers.get('One')).toBe('1');
  });

  it('says what is missing where streams are asked for, and their client isn’t there', () => {
    expect(() => session.jetStream()).toThrow('npm install @nats-io/jetstream');
  });

  it('hands on what it receives, and nothing that comes with an error', () => {
    const got: NatsMessage[] = [];
    session.subscribe('a.*', undefined, (message) => got.push(message));
    session.subscribe('b', 'workers', (message) => got.push(message));
    const [wild, plain] = subscribed;
    expect(wild).not.toHaveProperty('queue');
    expect(plain).toMatchObject({ subject: 'b', queue: 'workers' });
    const headers = client.headers();
    headers.set('One', '1');
    wild?.callback(null, { subject: 'a.x', data, headers });
    plain?.callback(null, { subject: 'not asked', data });
    plain?.callback(new Error('no permission'), { subject: 'b', data });
    expect(got.map((each) => [each.subject, each.data, each.header('One')])).toEqual([
      ['a.x', data, '1'],
      ['b', data, undefined],
    ]);
  });

  it.each([
    [undefined, 'the connection was closed', false],
    [new Error('no route'), 'no route', false],
    [new Error('Slow Consumer Detected'), 'Slow Consumer Detected', true],
  ])('says why it ended: %s', async (error, reason, slowConsumer) => {
    end(error);
    expect(await session.closed).toEqual({ reason, slowConsumer });
  });

  it.each([
    'Permissions Violation for Subscription to "a"',
    'Permissions Violation for Publish to "a"',
  ])('ends where the broker says %j, and says so rather than that all is there', async (said) => {
    const cause = client.PermissionViolationError.parse(said);
    if (cause === null) throw new Error('the client knows a violation');
    say({ type: 'ping', pendingPings: 1 });
    say({ type: 'error', error: new Error('something else') });
    const flushed = session.flush(); // its answer is read together with what the broker said before
    say({ type: 'error', error: cause });
    const refusal = new NatsAuthorizationError(['broker:4222'], { cause, violation: said });
    await expect(flushed).rejects.toThrow(refusal.message);
    expect(await session.closed).toEqual({
      reason: `broker:4222 refuses this user: ${said}; check the bridge's auth, and the user's rights on the broker`,
      slowConsumer: false,
      refusal,
    });
  });

  it('is told to close, and says so', async () => {
    await session.close();
    expect(await session.closed).toMatchObject({ reason: 'the connection was closed' });
  });

  it('blames this process where that stood still', async () => {
    const soon = performance.now() + 3_250;
    vi.spyOn(performance, 'now').mockReturnValue(soon);
    end(new Error('the line is dead'));
    const { reason, slowConsumer } = await session.closed;
    expect(slowConsumer).toBe(true);
    expect(reason).toMatch(
      /^slow consumer: this process didn't read for \d+ ms \(the line is dead\)$/,
    );
  });
});
