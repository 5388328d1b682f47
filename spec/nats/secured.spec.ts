import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstValueFrom } from 'rxjs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { OptionTypeError } from 'ron-kernel';
import { NatsAuthorizationError, type NatsBridgeOptions } from 'ron-kernel/nats';
import { node, started, type Told } from './support/Node.js';
import { newOperator } from './support/Operator.js';
import { noServer } from './support/NatsServer.js';
import { serverWith, type TestBroker } from './support/TestBroker.js';

describe.skipIf(noServer)('a broker that doesn’t take everyone', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ron-nats-tls-'));
  const [key, cert] = ['key.pem', 'cert.pem'].map((name) => join(folder, name)) as [string, string];
  beforeAll(() => {
    const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1'];
    const files = ['-keyout', key, '-out', cert];
    const args = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2'];
    execFileSync('openssl', [...args, ...files, ...subject], { stdio: 'ignore' });
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const crosses = async (
    broker: TestBroker,
    options: Partial<NatsBridgeOptions<Told>>,
  ): Promise<void> => {
    await using a = await started('a', broker, { ...options, send: ['told'] });
    await using b = await started('b', broker, { ...options, receive: ['told'] });
    a.bus.publish({ type: 'told', n: 1 });
    await vi.waitFor(() => expect(b.seen).toHaveLength(1), { timeout: 30_000, interval: 5 });
  };

  it('takes a user with the right password, and refuses another before anything starts', async () => {
    await using broker = await serverWith({
      config: 'authorization { users = [{ user: "ron", password: "sesame" }] }',
    });
    await crosses(broker, { auth: { user: 'ron', password: 'sesame' } });
    const wrong = node('c', broker, { auth: { user: 'ron', password: 'open' } });
    await expect(wrong.supervisor.start()).rejects.toThrow(/refuses this user; check the bridge/);
    await expect(node('d', broker).supervisor.start()).rejects.toThrow(/refuses this user/);
  });

  it('takes a user by the credentials of an account it knows, and refuses others before anything starts', async () => {
    const operator = await newOperator('ours');
    await using broker = await serverWith({ config: operator.config });
    const known = await operator.credentials('ron');
    await crosses(broker, { auth: { credentials: known } });
    await crosses(broker, { auth: { credentials: known.trim() } });
    const stranger = await newOperator('theirs');
    for (const credentials of [
      await stranger.credentials('ron'),
      await operator.credentials('ron', 'expired'),
    ]) {
      const refused = node('c', broker, { auth: { credentials } });
      await expect(refused.supervisor.start()).rejects.toThrow(
        /refuses this user; check the bridge/,
      );
    }
  });

  it('takes a user who may not have what the bridge is to receive, which then does not start', async () => {
    const permissions = 'permissions: { subscribe: { deny: ["ron.told"] } }';
    await using broker = await serverWith({
      config: `authorization { users = [{ user: "ron", password: "sesame", ${permissions} }] }`,
    });
    const auth = { user: 'ron', password: 'sesame' };
    await using deaf = node('b', broker, { auth, receive: ['told', 'other'] });
    await expect(deaf.supervisor.start()).rejects.toThrow(
      /refuses this user: Permissions Violation for Subscription to "ron\.told"; check the bridge/,
    );
    await using hears = await started('c', broker, { auth, receive: ['other'] });
    expect(hears.bridge.stats()).toMatchObject({ connects: 1, disconnects: 0 });
  });

  /** A broker where that user may not publish to some subjects. */
  const serverThatDenies = (subjects: string): Promise<TestBroker> => {
    const permissions = `permissions: { publish: { deny: ["${subjects}"] } }`;
    return serverWith({
      args: ['-js'],
      config: `authorization { users = [{ user: "ron", password: "sesame", ${permissions} }] }`,
    });
  };

  it('takes a user who may not publish what the bridge sends, which crashes, and has none of it confirmed', async () => {
    await using broker = await serverThatDenies('ron.told');
    const auth = { user: 'ron', password: 'sesame' };
    await using mute = await started('a', broker, { auth, send: ['told', 'other'] });
    const sent = () => mute.bridge.stats().sent;
    mute.bus.publish({ type: 'other', n: 1 });
    await vi.waitFor(() => expect(sent().confirmed).toBe(1), { timeout: 30_000, interval: 5 });
    const crash = firstValueFrom(mute.supervisor.incidents$);
    mute.bus.publish({ type: 'told', n: 2 });
    const incident = await crash;
    if (incident.type !== 'crash') throw new Error('it crashes');
    expect(incident.error).toBeInstanceOf(NatsAuthorizationError);
    expect(incident.reason).toMatch(
      /refuses this user: Permissions Violation for Publish to "ron\.told"; check the bridge/,
    );
    await vi.waitFor(() => expect(sent().inFlight).toBe(0), { timeout: 30_000, interval: 5 });
    expect(sent()).toMatchObject({ handed: 2, confirmed: 1, unconfirmed: 1 });
  });

  it('takes a user who may not ask for the streams that the bridge needs, which then does not start', async () => {
    await using broker = await serverThatDenies('$JS.API.>');
    const auth = { user: 'ron', password: 'sesame' };
    const send = [{ type: 'told', delivery: 'at-least-once' }] as const;
    await using mute = node('a', broker, { auth, send });
    await expect(mute.supervisor.start()).rejects.toThrow(
      /refuses this user: Permissions Violation for Publish to "\$JS\.API\.STREAM\.NAMES"; check/,
    );
  });

  it('is talked to through TLS, by those who trust it', async () => {
    await using broker = await serverWith({
      config: `tls { cert_file: "${cert}", key_file: "${key}" }`,
    });
    await crosses(broker, { tls: { ca: readFileSync(cert, 'utf8') } });
    await using distrusts = node('c', broker, { send: ['told'] });
    await distrusts.supervisor.start();
    const reasons: (string | undefined)[] = [];
    distrusts.bridge.state$.subscribe(({ reason }) => reasons.push(reason));
    expect(reasons.at(-1)).toMatch(/self-signed certificate/);
  });
});

describe('credentials that are none', () => {
  it.each(['/etc/ron.creds', 'ron:sesame', ''])(
    '%j are refused at once, and not shown',
    (credentials) => {
      const broker = { servers: 'nats://127.0.0.1:1', transport: () => undefined } as const;
      const made = (): unknown =>
        node('a', broker as unknown as TestBroker, { auth: { credentials } });
      expect(made).toThrow(OptionTypeError);
      expect(made).toThrow(
        "auth.credentials must be what a '.creds' file holds, a user's JWT and its seed, not its path or anything else",
      );
    },
  );
});

describe('a project without the client', () => {
  it('is told what to install', async () => {
    vi.doMock('@nats-io/transport-node', () => {
      throw new Error("Cannot find package '@nats-io/transport-node'");
    });
    const broker = { servers: 'nats://127.0.0.1:1', transport: () => undefined } as const;
    const { supervisor } = node('a', broker as unknown as TestBroker);
    await expect(supervisor.start()).rejects.toThrow(
      'a NATS bridge needs @nats-io/transport-node; run: npm install @nats-io/transport-node',
    );
    vi.doUnmock('@nats-io/transport-node');
  });

  it('is told what to install for streams, once a type goes through one', async () => {
    vi.doMock('@nats-io/jetstream', () => {
      throw new Error("Cannot find package '@nats-io/jetstream'");
    });
    const broker = { servers: 'nats://127.0.0.1:1', transport: () => undefined } as const;
    const plain = node('a', broker as unknown as TestBroker, { send: ['told'] });
    await plain.supervisor.start(); // the broker is away, which is no matter
    await plain.supervisor.stop();
    const send = [{ type: 'told', delivery: 'at-least-once' }] as const;
    const { supervisor } = node('a', broker as unknown as TestBroker, { send });
    await expect(supervisor.start()).rejects.toThrow(
      'a NATS bridge needs @nats-io/jetstream; run: npm install @nats-io/jetstream',
    );
    vi.doUnmock('@nats-io/jetstream');
  });
});
