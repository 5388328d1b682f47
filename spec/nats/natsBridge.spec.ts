import { describe, expect, it, vi } from 'vitest';
import { lastValueFrom, Subscription, type SchedulerLike } from 'rxjs';
import { Bus, createKernel, secret, Supervisor } from 'ron-kernel';
import { deliveryOf, natsBridge, type NatsBridgeOptions, type NatsTarget } from 'ron-kernel/nats';
import { natsDouble } from 'ron-kernel/testing';
import { object, string } from 'yup';
import { Journal } from '../kernel/quiet.js';
import { isConnected, logger, node, started, type Node, type Told } from './support/Node.js';
import { doubled } from './support/TestBroker.js';

const until = (check: () => void): Promise<void> =>
  vi.waitFor(check, { timeout: 30_000, interval: 5 });
const told = (n: number) => ({ type: 'told', n }) as const;

describe('natsBridge', () => {
  const bad: [string, object, RegExp][] = [
    ['no name', { name: '' }, /name must be a string that isn't empty/],
    [
      'an option that is none',
      { recieve: ['a'] },
      /^recieve is not a known option; did you mean 'receive'\?$/,
    ],
    ['a route that is none', { send: [1] }, /^send\[0\] must be an object, got 1$/],
    [
      'an option of a route that is none',
      { send: [{ type: 'a', delivry: 'at-least-once' }] },
      /^send\[0\].delivry is not a known option; did you mean 'send\[0\].delivery'\?$/,
    ],
    [
      'one of the other kind of route',
      { receive: [{ type: 'a', key: String }] },
      /^receive\[0\].key is not a known option; known here: type, subject, schemas/,
    ],
    ['no servers', { servers: undefined }, /servers must be an address such as/],
    ['empty servers', { servers: [] }, /servers must be an address/],
    ['a type twice', { send: ['a', { type: 'a' }] }, /send\[1\] names the type 'a' again/],
    ['a subject twice', { receive: ['a', 'a'] }, /receive\[1\] has the subject 'ron.a' again/],
    [
      'a wildcard',
      { receive: [{ type: 'a', subject: 'a.>' }] },
      /receive\[0\].subject must be words/,
    ],
    ['a space', { send: ['a b'] }, /send\[0\].subject must be words with dots/],
    ['a key without shards', { send: [{ type: 'a', key: String }] }, /both key and shards/],
    ['shards without a key', { send: [{ type: 'a', shards: 2 }] }, /both key and shards/],
    ['no shards', { receive: [{ type: 'a', shards: [] }] }, /shards must be 'all' or numbers/],
    ['a shard that is none', { receive: [{ type: 'a', shards: [-1] }] }, /shards must be a whole/],
    ['a schema that is none', { send: [{ type: 'a', schema: 1.5 }] }, /schema must be a whole/],
    ['a bad codec', { codec: { name: 'a b', encode: String, decode: String } }, /codec.name must/],
    ['a bad trace', { trace: {} }, /trace.current must be a function/],
    ['a bad transport', { transport: {} }, /transport.connect must be a function/],
    ['no hops', { maxHops: 0 }, /maxHops must be a whole number from 1 to 255/],
    ['a policy that ends it', { overflow: 'error' }, /overflow must be one of/],
    [
      'a delivery that is none',
      { send: [{ type: 'a', delivery: 'twice' }] },
      /delivery must be one/,
    ],
    [
      'an id of what nothing keeps',
      { send: [{ type: 'a', id: String }] },
      /send\[0\].id needs delivery: 'at-least-once'/,
    ],
    [
      'an id that is none',
      { send: [{ type: 'a', delivery: 'at-least-once', id: 1 }] },
      /send\[0\].id must be a function/,
    ],
    [
      'a consumer of what nothing keeps',
      { receive: [{ type: 'a', durable: 'b' }] },
      /receive\[0\].durable needs delivery: 'at-least-once'/,
    ],
    [
      'a consumer without a name',
      { receive: [{ type: 'a', delivery: 'at-least-once' }] },
      /receive\[0\].durable must be letters, digits/,
    ],
    [
      'a consumer and a queue',
      { receive: [{ type: 'a', delivery: 'at-least-once', durable: 'b', queue: 'c' }] },
      /receive\[0\] needs no queue: nodes with the same durable share the work/,
    ],
    [
      'no time for an answer',
      { receive: [{ type: 'a', delivery: 'at-least-once', durable: 'b', ackWait: 1 }] },
      /ackWait must be milliseconds from 100/,
    ],
    [
      'dead letters nowhere',
      { receive: [{ type: 'a', delivery: 'at-least-once', durable: 'b', deadLetter: 'c.>' }] },
      /receive\[0\].deadLetter must be words/,
    ],
    ['a guard that is none', { receive: [{ type: 'a', guard: 1 }] }, /guard must be a function/],
  ];

  it.each(bad)('refuses %s at once', (_, options, message) => {
    const all = { name: 'a', servers: 'nats://a', ...options } as NatsBridgeOptions;
    expect(() => natsBridge(all)).toThrow(message);
  });

  it('costs a bus of which it sends nothing nothing: it does not even subscribe', async () => {
    await using b = await started('b', doubled(natsDouble()), { receive: ['told'] });
    expect(b.bus.stats().subscribers.map(({ name }) => name)).toEqual(['subscriber-1']); // the spec's own
  });

  it('needs a bus', async () => {
    const transport = natsDouble().transport('a');
    const bridge = natsBridge({ name: 'a', servers: 'double', transport });
    const supervisor = new Supervisor({ children: [bridge], logger });
    await expect(supervisor.start()).rejects.toThrow("'a' has no bus; a bare Supervisor's bridge");
  });

  it('sends on what another bridge of the node received, and no further than maxHops', async () => {
    const brokers = [natsDouble(), natsDouble(), natsDouble(), natsDouble()].map(doubled);
    const both = { send: ['told'], receive: ['told'], maxHops: 2 } as const;
    const chain: Node[] = [];
    // n0 –broker 0– n1 –broker 1– n2 –broker 2– n3 –broker 3– n4
    for (const [at, broker] of brokers.entries()) {
      const left = chain.at(-1);
      if (left === undefined) chain.push(await started('n0', broker, both));
      else {
        const onward = node(`n${at}-right`, broker, { ...both, bus: left.bus });
        await onward.supervisor.start();
      }
      chain.push(await started(`n${at + 1}`, broker, both));
    }
    chain[0]?.bus.publish(told(1));
    await until(() => expect(chain[3]?.seen).toEqual([told(1)]));
    const hops = chain.map(({ seen }) => seen.map((event) => deliveryOf(event)?.hops));
    expect(hops).toEqual([[undefined], [0], [1], [2], []]);
    chain[4]?.bus.publish(told(2)); // and no echo the other way
    await until(() => expect(chain[1]?.seen).toHaveLength(2));
    expect(chain.map(({ seen }) => seen.length)).toEqual([1, 2, 2, 2, 1]);
  });

  it('ends a loop of bridges: an event is not taken by the node it began on, nor twice over one way', async () => {
    const [one, two] = [doubled(natsDouble()), doubled(natsDouble())];
    const both = { send: ['told'], receive: ['told'] } as const;
    const a = await started('a', one, both);
    const b = await started('b', one, both);
    const pairs = [
      [a, 'a-two'],
      [b, 'b-two'],
    ] as const;
    const others = pairs.map(([{ bus }, name]) => node(name, two, { ...both, bus }));
    for (const each of others) {
      await each.supervisor.start();
      await isConnected(each);
    }
    for (let n = 0; n < 10; n++) a.bus.publish(told(n));
    // b has each from a by both brokers; what it sends on comes back to a, who knows it as its own.
    await until(() => expect(b.seen).toHaveLength(20));
    const looped = (): number =>
      [a, ...others].reduce((sum, { bridge }) => sum + bridge.stats().received.refused.looped, 0);
    await until(() => expect(looped()).toBe(20));
    expect(a.seen).toHaveLength(10);
  });

  it('sets aside what is no bridge’s, and what it had already', async () => {
    const double = natsDouble();
    const b = await started('b', doubled(double), { receive: ['told'] });
    const data = Buffer.from(JSON.stringify(told(1)));
    const header = '1 json 1 elsewhere 0 someone 1';
    double.inject('ron.told', data);
    const foreign = ['2 json 1 a 0 b 1', '1 json', '1 json x a 0 b 1', '1 json 1 a\nc 0 b 1'];
    for (const text of [...foreign, header, header]) {
      double.inject('ron.told', data, { 'Ron-Event': text });
    }
    await until(() => expect(b.bridge.stats().received.arrived).toBe(7));
    expect(b.seen).toEqual([told(1)]);
    expect(b.bridge.stats().received.refused).toMatchObject({ foreign: 5, duplicate: 1 });
  });

  it('knows the last way of an event that its codec makes once for all', async () => {
    const double = natsDouble();
    const one = told(1);
    const codec = { name: 'one', encode: () => Buffer.of(1), decode: () => one };
    const b = await started('b', doubled(double), { receive: ['told'], codec });
    for (const origin of ['here', 'there']) {
      double.inject('ron.told', Buffer.of(1), { 'Ron-Event': `1 one 1 ${origin} 0 ${origin} 1` });
    }
    await until(() => expect(b.seen).toEqual([one, one]));
    expect(deliveryOf(one)).toMatchObject({ origin: 'there' });
  });

  it('sends what a bus that is behind still has to hand over, when it stops', async () => {
    const schedule = (work: () => void): Subscription => {
      const due = setImmediate(work);
      return new Subscription(() => clearImmediate(due));
    };
    const scheduler = { schedule } as unknown as SchedulerLike; // as much of one as is used
    const bus = new Bus<Told>({ scheduler });
    const a = await started('a', doubled(natsDouble()), { send: ['told'], bus });
    for (let n = 0; n < 10; n++) bus.publish(told(n));
    await a.supervisor.stop();
    expect(a.bridge.stats().sent).toMatchObject({ handed: 10, confirmed: 10 });
  });

  it('ends at once where it is asked to before it begins', async () => {
    const transport = natsDouble().transport('a');
    const bus = new Bus<Told>();
    const bridge = natsBridge<Told>({
      name: 'a',
      servers: 'double',
      bus,
      send: ['told'],
      transport,
    });
    const ready = vi.fn();
    const context = { name: 'a', signal: AbortSignal.abort(), ready, heartbeat: ready, logger };
    await expect(lastValueFrom(bridge.start(context), { defaultValue: 'ended' })).resolves.toBe(
      'ended',
    );
    expect(bridge.stats().sent).toMatchObject({ handed: 0, abandoned: 0 });
  });

  it('counts and logs a connection that was lost for want of reading', async () => {
    const double = natsDouble();
    const broker = doubled(double);
    const a = await started('a', broker, { send: ['told'] });
    double.cut('a', true);
    await until(() => expect(a.bridge.stats()).toMatchObject({ connects: 2, slowConsumer: 1 }));
  });

  it('takes servers and secrets from the config, anew for each connection', async () => {
    const double = natsDouble();
    const targets: NatsTarget[] = [];
    const inner = double.transport('a');
    const bridge = natsBridge({
      name: 'a',
      configure: ({ nats }: { nats: { server: string; token: string } }) => ({
        servers: nats.server,
        auth: { token: nats.token },
        tls: { ca: 'PEM' },
      }),
      transport: {
        connect: (target) => {
          targets.push(target);
          return inner.connect(target);
        },
      },
    });
    const schema = object({
      nats: object({ server: string().required(), token: secret(string().required()) }),
    });
    const values = { nats: { server: 'nats://b', token: 'sesame' } };
    const journal = new Journal();
    const config = { env: {}, schema, values };
    await using kernel = await createKernel({
      config,
      services: [bridge],
      logger: journal,
      signals: false,
    });
    await kernel.start();
    const tls = { ca: 'PEM' };
    expect(targets).toEqual([{ name: 'a', servers: ['nats://b'], auth: { token: 'sesame' }, tls }]);
    expect(JSON.stringify(journal.entries)).not.toContain('sesame');
  });

  it.each([
    ['has no servers', () => ({}), /servers must be an address such as .* got undefined/],
    [
      'has a path for credentials',
      () => ({ servers: 'x', auth: { credentials: '/etc/a.creds' } }),
      /auth\.credentials must be/,
    ],
    [
      'throws',
      () => {
        throw new Error('no nats in this config');
      },
      /no nats in this config/,
    ],
  ])('fails to start where what takes them %s, and asks no broker', async (_, configure, says) => {
    const inner = natsDouble().transport('a');
    const connect = vi.fn((target: NatsTarget) => inner.connect(target));
    const bridge = natsBridge({ name: 'a', configure, transport: { connect } });
    await using kernel = await createKernel({
      config: { env: {} },
      services: [bridge],
      logger,
      signals: false,
    });
    await expect(kernel.start()).rejects.toThrow(says);
    expect(connect).not.toHaveBeenCalled();
  });

  it('has what it lost in the kernel’s metrics, under its name', async () => {
    const double = natsDouble();
    double.stop();
    const transport = double.transport('a');
    const bridge = natsBridge({
      name: 'a',
      servers: 'x',
      send: ['told'],
      capacity: 10,
      stopTimeout: 50,
      transport,
    });
    await using kernel = await createKernel({
      config: { env: {} },
      services: [bridge],
      logger,
      signals: false,
    });
    await kernel.start();
    for (let n = 0; n < 2_000; n++) kernel.bus.publish({ type: 'told', n } as never);
    await until(() =>
      expect(kernel.bus.stats().subscribers.find(({ name }) => name === 'a')?.dropped).toBe(1_980),
    );
    const { body } = await kernel.metrics.render();
    expect(body).toContain('bus_lagged_total{subscriber="a"} 1980');
  });
});
