import { AckPolicy, jetstream, jetstreamManager, type JetStreamClient } from '@nats-io/jetstream';
import { connect, headers, nanos, type NatsConnection } from '@nats-io/transport-node';
import { jsonCodec } from 'ron-kernel/nats';
import { bridged, publishAll } from './bridged.js';
import { headerText, reading, SUBJECT, type Reading, type Way } from './reading.js';
import { timed } from './timed.js';

/** As many as a route has under way unless it says otherwise. */
const IN_FLIGHT = 256;
const STREAM = 'READINGS';

/** Has a stream that holds nothing while `work` is done. */
async function withStream<T>(
  url: string,
  work: (client: NatsConnection) => Promise<T>,
): Promise<T> {
  const client = await connect({ servers: url });
  const { streams } = await jetstreamManager(client);
  await streams.add({ name: STREAM, subjects: [SUBJECT], duplicate_window: nanos(60_000) });
  try {
    return await work(client);
  } finally {
    await streams.delete(STREAM);
    await client.close();
  }
}

/** Publishes with ids, each of so many lanes one after the other. */
async function storeAll(stream: JetStreamClient, count: number): Promise<void> {
  let next = 0;
  const lane = async (): Promise<void> => {
    while (next < count) {
      const n = next++;
      const written = headers();
      written.append('Ron-Event', headerText(n + 1));
      const options = { headers: written, msgID: `0123456789abcdef-${SUBJECT}-${n}` };
      await stream.publish(SUBJECT, jsonCodec.encode(reading(n)), options);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, lane));
}

const clientStores: Way = (url, count) =>
  withStream(url, async (client) => {
    const began = performance.now();
    await storeAll(jetstream(client), count);
    return (performance.now() - began) / 1_000;
  });

const bridgeStores: Way = (url, count) =>
  withStream(url, async () => {
    const send = [{ type: 'reading', delivery: 'at-least-once' }] as const;
    const sender = await bridged({ servers: url, send });
    const { bridge, supervisor } = sender;
    const acknowledged = (): number => bridge.stats().stored.acknowledged;
    const took = await publishAll(sender, 'bridge.reading', count, acknowledged);
    await supervisor.stop();
    return took;
  });

const clientConsumes: Way = (url, count) =>
  withStream(url, async (client) => {
    const stream = jetstream(client);
    await storeAll(stream, count);
    const { consumers } = await jetstreamManager(client);
    const limits = { max_ack_pending: IN_FLIGHT, ack_policy: AckPolicy.Explicit };
    await consumers.add(STREAM, { durable_name: 'bare', filter_subject: SUBJECT, ...limits });
    const consumer = await stream.consumers.get(STREAM, 'bare');
    let sum = 0;
    const took = await timed(count, (heard) => {
      void consumer.consume({
        max_messages: IN_FLIGHT,
        callback: (message) => {
          sum += message.headers?.get('Ron-Event').split(' ').length ?? 0;
          sum += message.json<Reading>().celsius;
          message.ack();
          heard();
        },
      });
    });
    if (sum < count) throw new Error('the events weren’t read');
    return took;
  });

const bridgeConsumes: Way = (url, count) =>
  withStream(url, async (client) => {
    await storeAll(jetstream(client), count);
    const route = { type: 'reading', delivery: 'at-least-once', durable: 'bridge' } as const;
    const receive = [{ ...route, deadLetter: false }] as const;
    const { bridge, supervisor } = await bridged({ servers: url, receive });
    const took = await timed(count, (heard) => {
      bridge.acknowledged('reading', heard).subscribe();
    });
    await supervisor.stop();
    const { acknowledged, duplicates } = bridge.stats().consumed;
    if (acknowledged !== count || duplicates > 0) throw new Error('events came again');
    return took;
  });

export const storing: Readonly<Record<string, Way>> = {
  bridge: bridgeStores,
  client: clientStores,
};

export const consuming: Readonly<Record<string, Way>> = {
  bridge: bridgeConsumes,
  client: clientConsumes,
};
