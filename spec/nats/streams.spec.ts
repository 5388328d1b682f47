import { AckPolicy, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { tap, timer } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import { NatsServer, noServer } from './support/NatsServer.js';
import { node, started, type Told } from './support/Node.js';
import { streamOf } from './support/streamOf.js';
import { lastAccount, storingProgram, takingProgram } from './support/streamProcesses.js';
import { brokerOf } from './support/TestBroker.js';

const until = (check: () => void): Promise<void> =>
  vi.waitFor(check, { timeout: 60_000, interval: 20 });

/** A broker with a stream of what is told, and of dead letters. */
async function withStream(): Promise<NatsServer> {
  const server = await NatsServer.started({ args: ['-js'] });
  await streamOf(server.url, 'TOLD', ['ron.told', 'dead.ron.told']);
  return server;
}

describe.skipIf(noServer)('kernels in processes of their own, and a stream', () => {
  it('lose nothing that is acknowledged to a broker that is killed, restarted and paused, and account for the rest', async () => {
    await using server = await withStream();
    await using b = takingProgram(server.url);
    await b.says('up\n');
    await using a = storingProgram(server.url, 12_000);
    await a.says('published 2000\n');
    await server.kill('SIGKILL');
    await a.says('published 4500\n');
    await server.restart();
    await a.says('published 8000\n');
    server.signal('SIGSTOP');
    await a.says('published 9500\n');
    server.signal('SIGCONT');
    await a.says('account ');
    await until(() => expect(lastAccount(a)).toBeDefined());
    const account = lastAccount(a);
    expect(account?.published).toBe(12_000);
    const { delivered = 0, dropped = 0, pending, abandoned } = account?.reader ?? {};
    expect([delivered + dropped, pending, abandoned]).toEqual([12_000, 0, 0]);
    expect(account?.stored).toMatchObject({ handed: delivered, acknowledged: delivered });
    expect(dropped).toBeGreaterThan(0);
    expect(account?.stored?.['retried']).toBeGreaterThan(0);
    await until(() => {
      const { had, consumed = {} } = lastAccount(b) ?? {};
      expect(had).toBe(delivered); // each at least once
      const { acknowledged = 0, returned = 0, dead, lapsed = 0, inHand } = consumed;
      expect([inHand, dead]).toEqual([0, 0]);
      expect(acknowledged + returned + lapsed).toBe(consumed['arrived']);
      expect(consumed['published']).toBe(delivered);
    });
  }, 120_000);

  it('have what one held that was killed handed to its successor', async () => {
    await using server = await withStream();
    await using a = storingProgram(server.url, 1_000);
    await a.says('account ');
    await using b = takingProgram(server.url, 500);
    await b.says('holds all it may\n');
    b.kill('SIGKILL');
    await b.exited;
    await using c = takingProgram(server.url);
    const before = new Set(b.output.match(/(?<=^had )\d+$/gm)).size;
    expect(before).toBeGreaterThanOrEqual(500 - 64);
    await until(() => {
      const { had = 0, consumed } = lastAccount(c) ?? {};
      expect(had).toBeGreaterThanOrEqual(500);
      expect(had + before).toBeGreaterThanOrEqual(1_000);
      expect(consumed?.['inHand']).toBe(0);
    });
  }, 120_000);

  it('may take longer than their consumer waits, and nobody else is handed what they have', async () => {
    await using server = await withStream();
    await using broker = brokerOf(server);
    const receive = [
      { type: 'told', delivery: 'at-least-once', durable: 'told', ackWait: 9_000 },
    ] as const;
    const send = [{ type: 'told', delivery: 'at-least-once' }] as const;
    await using b = await started('b', broker, { receive, send });
    await using c = await started('c', broker, { receive });
    const calls: number[] = [];
    const slowly = ({ n }: Told) => timer(11_000).pipe(tap({ subscribe: () => calls.push(n) }));
    b.bridge.acknowledged('told', slowly).subscribe();
    for (let n = 0; n < 5; n++) b.bus.publish({ type: 'told', n });
    await until(() => expect(calls).toHaveLength(5));
    const others: Told[] = [];
    c.bridge.acknowledged('told', (event) => others.push(event)).subscribe();
    await until(() => expect(b.bridge.stats().consumed.acknowledged).toBe(5));
    expect([calls, others]).toEqual([[0, 1, 2, 3, 4], []]);
    expect(b.bridge.stats().consumed.arrived).toBe(5);
  }, 60_000);

  it('are told whose a consumer is that they cannot have', async () => {
    await using server = await withStream();
    const connection = await connect({ servers: server.url });
    const { consumers } = await jetstreamManager(connection);
    const another = { durable_name: 'taken', ack_policy: AckPolicy.None };
    await consumers.add('TOLD', another);
    await connection.close();
    await using broker = brokerOf(server);
    const receive = [{ type: 'told', delivery: 'at-least-once', durable: 'taken' }] as const;
    await using a = node('a', broker, { receive });
    await a.supervisor.start();
    const states: (string | undefined)[] = [];
    a.bridge.state$.subscribe(({ reason }) => states.push(reason));
    expect(states.at(-1)).toMatch(/the consumer 'taken' of the stream 'TOLD' is another's/);
  });

  it('bring the limits of a consumer up to date, and make it anew where it went', async () => {
    await using server = await withStream();
    await using broker = brokerOf(server);
    const receive = (maxInFlight: number) => ({
      receive: [{ type: 'told', delivery: 'at-least-once', durable: 'told', maxInFlight }] as const,
    });
    const connection = await connect({ servers: server.url });
    const { consumers } = await jetstreamManager(connection);
    const limit = async (): Promise<unknown> =>
      (await consumers.info('TOLD', 'told')).config.max_ack_pending;
    await (await started('a', broker, receive(10))).supervisor.stop();
    expect(await limit()).toBe(10);
    await using b = await started('b', broker, receive(20));
    expect(await limit()).toBe(20);
    const had: Told[] = [];
    b.bridge.acknowledged('told', (event) => had.push(event)).subscribe();
    await vi.waitFor(async () => {
      expect((await consumers.info('TOLD', 'told')).num_waiting).toBe(1);
    }, 30_000);
    await consumers.delete('TOLD', 'told');
    await using c = await started('c', broker, {
      send: [{ type: 'told', delivery: 'at-least-once' }],
    });
    c.bus.publish({ type: 'told', n: 1 });
    await until(() => expect(had).toEqual([{ type: 'told', n: 1 }]));
    await connection.close();
  });

  it('refuse for good what is larger than the stream takes', async () => {
    await using server = await withStream();
    const connection = await connect({ servers: server.url });
    const { streams } = await jetstreamManager(connection);
    await streams.add({ name: 'SMALL', subjects: ['small.told'], max_msg_size: 200 });
    await connection.close();
    await using broker = brokerOf(server);
    const send = [{ type: 'told', delivery: 'at-least-once' }] as const;
    await using a = await started('a', broker, { send, prefix: 'small' });
    a.bus.publish({ type: 'told', n: 1, by: 'x'.repeat(300) });
    a.bus.publish({ type: 'told', n: 2 });
    await until(() => expect(a.bridge.stats().stored.acknowledged).toBe(1));
    expect(a.bridge.stats().stored).toMatchObject({ handed: 2, refused: 1, waiting: 0 });
    expect(a.refused).toMatchObject([{ reason: 'too-large', event: { n: 1 } }]);
  });
});
