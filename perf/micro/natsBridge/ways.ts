import { spawn } from 'node:child_process';
import { headers, connect, type NatsConnection } from '@nats-io/transport-node';
import { Bus, Supervisor } from 'ron-kernel';
import { natsBridge, type NatsBridge, type NatsBridgeOptions } from 'ron-kernel/nats';
import { silentLogger } from '../../support/silentLogger.js';

/** What crosses: an event as people have them. */
interface Reading {
  readonly type: 'reading';
  readonly sensor: string;
  readonly celsius: number;
  readonly n: number;
}

const SUBJECT = 'ron.reading';
const reading = (n: number): Reading => ({ type: 'reading', sensor: 'attic', celsius: 21.5, n });
/** A header of the length that a bridge writes. */
const header = (n: number): string => `1 json 1 0123456789abcdef 0 0123456789abcdef ${n}`;

/** Publishes in windows that the broker confirms, as anyone has to who won't buffer without bound. */
async function inWindows(
  client: NatsConnection,
  count: number,
  publish: (n: number) => void,
): Promise<void> {
  const open: Promise<void>[] = [];
  for (let at = 0; at < count; at += 512) {
    for (let n = at; n < Math.min(at + 512, count); n++) publish(n);
    open.push(client.flush());
    if (open.length >= 4) await open.shift();
  }
  await Promise.all(open);
}

/** The seconds it takes to send so many events. */
export type Way = (url: string, count: number) => Promise<number>;

function clientSends(withHeader: boolean): Way {
  return async (url, count) => {
    const client = await connect({ servers: url });
    const began = performance.now();
    await inWindows(client, count, (n) => {
      const text = JSON.stringify(reading(n));
      if (!withHeader) {
        client.publish(SUBJECT, text);
        return;
      }
      const written = headers();
      written.set('Ron-Event', header(n));
      client.publish(SUBJECT, text, { headers: written });
    });
    const took = performance.now() - began;
    await client.close();
    return took / 1_000;
  };
}

/** A bus with a bridge that is connected. */
async function bridged(
  options: Omit<NatsBridgeOptions<Reading>, 'name' | 'bus'>,
): Promise<{ bus: Bus<Reading>; bridge: NatsBridge<Reading>; supervisor: Supervisor }> {
  const bus = new Bus<Reading>();
  const bridge = natsBridge<Reading>({ name: 'bridge', bus, ...options });
  const supervisor = new Supervisor({ children: [bridge], logger: silentLogger });
  await supervisor.start();
  return { bus, bridge, supervisor };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function bridgeSends(url: string, count: number): Promise<number> {
  const { bus, bridge, supervisor } = await bridged({ servers: url, send: ['reading'] });
  const outbox = () => bus.stats().subscribers.find(({ name }) => name === 'bridge');
  const began = performance.now();
  for (let n = 0; n < count;) {
    for (const end = Math.min(n + 1_024, count); n < end; n++) bus.publish(reading(n));
    do await turn();
    while ((outbox()?.pending ?? 0) > 1_024);
  }
  while (bridge.stats().sent.confirmed + (outbox()?.dropped ?? 0) < count) await turn();
  const took = performance.now() - began;
  if (outbox()?.dropped !== 0) throw new Error('the outbox dropped events');
  await supervisor.stop();
  return took / 1_000;
}

/** Floods the broker from a process of its own. */
function flood(url: string, count: number): void {
  const code = `
    import { connect, headers } from '@nats-io/transport-node';
    const [url, count] = process.argv.slice(-2);
    const client = await connect({ servers: url });
    const open = [];
    for (let n = 0; n < Number(count); n++) {
      const written = headers();
      written.set('Ron-Event', '1 json 1 0123456789abcdef 0 0123456789abcdef ' + (n + 1));
      const event = { type: 'reading', sensor: 'attic', celsius: 21.5, n };
      client.publish('${SUBJECT}', JSON.stringify(event), { headers: written });
      if (n % 512 === 0) open.push(client.flush());
      if (open.length >= 4) await open.shift();
    }
    await client.drain();`;
  spawn(process.execPath, ['--input-type=module', '-e', code, url, String(count)], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

/** From the first of `count` events to the last. */
function timed(count: number, listen: (heard: () => void) => void): Promise<number> {
  return new Promise((resolve) => {
    let heard = 0;
    let began = 0;
    listen(() => {
      if (heard === 0) began = performance.now();
      heard += 1;
      if (heard === count) resolve((performance.now() - began) / 1_000);
    });
  });
}

function clientReceives(withHeader: boolean): Way {
  return async (url, count) => {
    const client = await connect({ servers: url });
    let sum = 0;
    const took = timed(count, (heard) => {
      client.subscribe(SUBJECT, {
        callback: (_, message) => {
          if (withHeader) sum += message.headers?.get('Ron-Event').split(' ').length ?? 0;
          sum += message.json<Reading>().celsius;
          heard();
        },
      });
    });
    await client.flush();
    flood(url, count);
    const seconds = await took;
    if (sum < count) throw new Error('the events weren’t read');
    await client.close();
    return seconds;
  };
}

async function bridgeReceives(url: string, count: number): Promise<number> {
  const { bus, bridge, supervisor } = await bridged({ servers: url, receive: ['reading'] });
  const took = timed(count, (heard) => void bus.subscribe(heard));
  flood(url, count);
  const seconds = await took;
  if (bridge.stats().received.missed > 0) throw new Error('events were missed');
  await supervisor.stop();
  return seconds;
}

/** Every way to send and to receive, by name. */
export const ways: Readonly<Record<string, Way>> = {
  'send: bridge': bridgeSends,
  'send: client': clientSends(true),
  'send: client, no header': clientSends(false),
  'receive: bridge': bridgeReceives,
  'receive: client': clientReceives(true),
  'receive: client, no header': clientReceives(false),
};
