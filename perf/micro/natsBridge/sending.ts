import { headers, connect, type NatsConnection } from '@nats-io/transport-node';
import { jsonCodec } from 'ron-kernel/nats';
import { bridged, publishAll } from './bridged.js';
import { headerText, reading, SUBJECT, type Way } from './reading.js';

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

function clientSends(withHeader: boolean): Way {
  return async (url, count) => {
    const client = await connect({ servers: url });
    const began = performance.now();
    await inWindows(client, count, (n) => {
      const data = jsonCodec.encode(reading(n));
      if (!withHeader) {
        client.publish(SUBJECT, data);
        return;
      }
      const written = headers();
      written.append('Ron-Event', headerText(n));
      client.publish(SUBJECT, data, { headers: written });
    });
    const took = performance.now() - began;
    await client.close();
    return took / 1_000;
  };
}

async function bridgeSends(url: string, count: number): Promise<number> {
  const sender = await bridged({ servers: url, send: ['reading'] });
  const { bridge, supervisor } = sender;
  const took = await publishAll(sender, 'bridge', count, () => bridge.stats().sent.confirmed);
  await supervisor.stop();
  return took;
}

export const sending: Readonly<Record<string, Way>> = {
  bridge: bridgeSends,
  client: clientSends(true),
  'client, no header': clientSends(false),
};
