import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { macrotask } from '../../internal/macrotask.js';
import { reasonOf } from '../../internal/reasonOf.js';
import type { Client, StreamClient } from './Client.js';
import { drained } from './drained.js';
import { headerOf } from './headerOf.js';
import { headersInPlace } from './headersInPlace.js';
import { NatsAuthorizationError } from '../transport/NatsAuthorizationError.js';
import { NatsMissingError } from '../transport/NatsMissingError.js';
import { openJetStream } from './openJetStream.js';
import type { NatsMessage } from '../transport/NatsMessage.js';
import type { NatsSession, NatsSessionEnd } from '../transport/NatsTransport.js';
import { StallWatch } from './StallWatch.js';

/** A message of the client's, as a bridge sees it. */
class ReceivedMessage implements NatsMessage {
  constructor(
    private readonly message: Msg,
    private readonly known: string | undefined,
  ) {}

  get subject(): string {
    return this.known ?? this.message.subject; // which is decoded anew for each message
  }

  get data(): Uint8Array {
    return this.message.data;
  }

  header(name: string): string | undefined {
    return headerOf(this.message, name);
  }
}

/** Why a session ended: a broker that drops a slow consumer often says no more than that the line is dead. */
async function endOf(
  connection: NatsConnection,
  stalls: StallWatch,
  refused: Promise<NatsAuthorizationError | undefined>,
): Promise<NatsSessionEnd> {
  const error = await connection.closed();
  stalls.stop();
  const refusal = await refused;
  if (refusal !== undefined) return { reason: refusal.message, slowConsumer: false, refusal };
  const said = error === undefined ? 'the connection was closed' : reasonOf(error);
  if (/slow consumer/i.test(said)) return { reason: said, slowConsumer: true };
  const { recent } = stalls;
  if (recent === undefined) return { reason: said, slowConsumer: false };
  const reason = `slow consumer: this process didn't read for ${String(recent)} ms (${said})`;
  return { reason, slowConsumer: true };
}

/** A session on the real client's connection, with what the broker keeps if there is a client for that. */
export function openSession(
  client: Client,
  connection: NatsConnection,
  streams?: StreamClient,
): NatsSession {
  const stalls = new StallWatch();
  const headersOf = headersInPlace(client);
  const server = connection.getServer();
  let refusal: NatsAuthorizationError | undefined;
  // All else would go on, and what isn't allowed be lost: nothing but the status tells of it.
  const watch = async (): Promise<NatsAuthorizationError | undefined> => {
    for await (const status of connection.status()) {
      if (status.type !== 'error') continue;
      const { error: cause } = status;
      if (!(cause instanceof client.PermissionViolationError)) continue;
      refusal ??= new NatsAuthorizationError([server], { cause, violation: cause.message });
      void connection.close();
    }
    return refusal;
  };
  const closed = endOf(connection, stalls, watch());
  const jetStream = streams && openJetStream(client, streams, connection, closed);
  return {
    server,
    maxPayload: connection.info?.max_payload ?? 1024 * 1024,
    closed,
    publish: (subject, data, headers) =>
      connection.publish(subject, data, { headers: headersOf(headers) }),
    flush: async () => {
      await connection.flush();
      await new Promise<void>(macrotask); // what the broker refused it said before, and the status tells it later
      if (refusal !== undefined) throw refusal;
    },
    // A callback, since the client's iterator has a queue without bound.
    subscribe: (subject, queue, onMessage) => {
      const known = subject.includes('*') ? undefined : subject;
      const subscription = connection.subscribe(subject, {
        ...(queue !== undefined && { queue }),
        callback: (error, message) => {
          if (error === null) onMessage(new ReceivedMessage(message, known));
        },
      });
      return { drain: () => drained(subscription) };
    },
    jetStream: () => {
      if (jetStream === undefined) throw new NatsMissingError('@nats-io/jetstream');
      return jetStream;
    },
    close: async () => {
      await Promise.resolve(); // the client writes what it was handed in the next microtask
      await connection.close();
    },
  };
}
