import { describe, expect, it, vi } from 'vitest';
import { NatsServer, noServer } from './support/NatsServer.js';
import { accountOf, receiver, sender, type Account } from './support/processes.js';
import type { Program } from '../kernel/Program.js';

/** How many events cross. */
const EVENTS = 1_000_000;

/** What holds of a bus and its reader at any time, and of what a bridge was handed. */
function expectAccounted({ published, reader, bridge }: Account): void {
  const { pending, delivered, dropped, abandoned } = reader;
  expect(delivered + dropped + abandoned + pending).toBe(published);
  const { sent, received } = bridge;
  const { handed, ...became } = sent;
  expect(Object.values(became).reduce((sum, count) => sum + count, 0)).toBe(handed);
  expect(received.arrived).toBe(received.published);
}

/** Everything that left one end came out at the other, or is missed there. */
async function expectSettled(from: Program, to: readonly Program[]): Promise<Account[]> {
  const accounts: Account[] = [];
  await vi.waitFor(
    async () => {
      const source = await accountOf(from);
      expectAccounted(source);
      expect(source.reader).toMatchObject({ pending: 0, abandoned: 0 });
      const { confirmed = 0, unconfirmed = 0, refused, handed } = source.bridge.sent;
      expect(handed).toBe(source.reader.delivered);
      expect(refused).toBe(0);
      accounts.splice(0, accounts.length, source);
      for (const each of to) {
        const sink = await accountOf(each);
        expectAccounted(sink);
        expect(sink.published).toBe(sink.bridge.received.published);
        const { arrived, missed } = sink.bridge.received;
        expect(arrived + missed).toBe(confirmed + unconfirmed);
        accounts.push(sink);
      }
    },
    { timeout: 30_000, interval: 100 },
  );
  return accounts;
}

describe.skipIf(noServer)('kernels in processes of their own, and a real broker', () => {
  it('get a million events across, and account for each', { timeout: 120_000 }, async () => {
    await using server = await NatsServer.started();
    await using b = receiver(server.url);
    await b.says('up\n');
    await using a = sender(server.url, EVENTS);
    await a.says('all published\n');
    const [source, sink] = await expectSettled(a, [b]);
    expect(source?.published).toBeGreaterThan(EVENTS);
    expect(sink?.bridge.received.missed).toBe(0);
    expect(source?.bridge.sent['unconfirmed']).toBe(0);
  });

  it('lose what a broker that is killed, restarted and paused costs, and say how much', async () => {
    await using server = await NatsServer.started();
    await using b = receiver(server.url);
    await using c = receiver(server.url);
    await b.says('up\n');
    await c.says('up\n');
    await using a = sender(server.url, 120_000);
    await a.says('published 30000\n');
    await server.kill('SIGKILL');
    await a.says('published 50000\n');
    await server.restart();
    await a.says('published 80000\n');
    server.signal('SIGSTOP');
    await a.says('published 100000\n');
    server.signal('SIGCONT');
    await a.says('all published\n');
    const [source] = await expectSettled(a, [b, c]);
    expect(source?.bridge.disconnects).toBeGreaterThan(0);
    expect(source?.reader.dropped).toBeGreaterThan(0);
  });

  it('see that a consumer that stood still was thrown out, name it and count it', async () => {
    await using server = await NatsServer.started({
      config: 'max_pending: 4MB\nwrite_deadline: "2s"',
    });
    await using b = receiver(server.url);
    await b.says('up\n');
    await using a = sender(server.url, 300_000);
    await a.says('published 30000\n');
    const { logged } = server;
    b.kill('SIGSTOP');
    await server.says('Slow Consumer', logged);
    b.kill('SIGCONT');
    await b.says('"slowConsumer":true');
    expect(b.output).toMatch(/"event":"broker lost".*"reason":"slow consumer: this process/);
    await a.says('all published\n');
    const [, sink] = await expectSettled(a, [b]);
    expect(sink?.bridge.slowConsumer).toBeGreaterThan(0);
    expect(sink?.bridge.received.missed).toBeGreaterThan(0);
  });
});
