import type { NatsConnection } from '@nats-io/transport-node';
import { reasonOf } from '../../internal/reasonOf.js';
import type { Client, StreamClient } from './Client.js';
import { headersOf } from './headersOf.js';
import { makeConsumer } from './makeConsumer.js';
import type { NatsJetStream, NatsStoreOutcome } from '../transport/NatsJetStream.js';
import { openConsumer } from './openConsumer.js';

/** Milliseconds a stream has to say that it has a message. */
const STORE_TIMEOUT = 5_000;
/** JetStream's code for a message of more bytes than its stream takes. */
const MESSAGE_TOO_LARGE = 10_054;

/** What the broker keeps, by the client for streams. */
export function openJetStream(
  client: Client,
  streams: StreamClient,
  connection: NatsConnection,
  closed: Promise<unknown>,
): NatsJetStream {
  const jetStream = streams.jetstream(connection, { timeout: STORE_TIMEOUT });
  const pulls = new Set<() => void>();
  void closed.then(() => {
    for (const end of pulls) end();
  });
  const codeOf = (error: unknown): number | undefined =>
    error instanceof streams.JetStreamApiError ? error.code : undefined;
  // What the client takes for a broker without streams is also the answer where none has the subject.
  const nobody = (error: unknown): boolean =>
    error instanceof Error && error.name === 'JetStreamNotEnabled';
  const refused = (error: unknown): NatsStoreOutcome => {
    const reason = nobody(error) ? 'no stream has the subject' : reasonOf(error);
    return { stored: false, reason, final: codeOf(error) === MESSAGE_TOO_LARGE };
  };
  return {
    streamOf: async (subject) => {
      const manager = await jetStream.jetstreamManager(false);
      try {
        return await manager.streams.find(subject);
      } catch (error) {
        const { StreamNotFound } = streams.JetStreamApiCodes;
        if (nobody(error) || codeOf(error) === StreamNotFound) return undefined;
        throw error;
      }
    },
    store: (subject, data, headers, id) => {
      const options = { headers: headersOf(client, headers), msgID: id };
      return jetStream
        .publish(subject, data, options)
        .then(({ duplicate }): NatsStoreOutcome => ({ stored: true, duplicate }), refused);
    },
    consumer: async (options) => {
      const manager = await jetStream.jetstreamManager(false);
      await makeConsumer(streams, manager, options);
      return openConsumer(client, connection, pulls, options);
    },
  };
}
