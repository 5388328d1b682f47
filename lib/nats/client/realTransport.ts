import { NatsAuthorizationError } from '../transport/NatsAuthorizationError.js';
import { NatsMissingError } from '../transport/NatsMissingError.js';
import type { NatsTarget, NatsTransport } from '../transport/NatsTransport.js';
import { openSession } from './openSession.js';
import type { Client } from './Client.js';

/** Milliseconds a broker has to answer a connection. */
const CONNECT_TIMEOUT = 3_000;
/** Milliseconds between the client's own questions whether the broker is there; after two without answer, it isn't. */
const PING_INTERVAL = 5_000;

async function load<L>(packageName: string, imported: Promise<L>): Promise<L> {
  try {
    return await imported;
  } catch (error) {
    throw new NatsMissingError(packageName, { cause: error });
  }
}

/** The client's words for who this side is. */
function authOf(client: Client, { auth }: NatsTarget): object {
  if (auth === undefined) return {};
  if ('token' in auth) return { token: auth.token };
  if ('user' in auth) return { user: auth.user, pass: auth.password };
  // The client wants the last line ended, and a secret's ending is often trimmed on its way.
  const credentials = new TextEncoder().encode(`${auth.credentials}\n`);
  return { authenticator: client.credsAuthenticator(credentials) };
}

/** The way to a real broker, by the clients that the project has installed: the one for streams only if `jetStream`. */
export async function realTransport(jetStream: boolean): Promise<NatsTransport> {
  const client = await load('@nats-io/transport-node', import('@nats-io/transport-node'));
  const streams = jetStream
    ? await load('@nats-io/jetstream', import('@nats-io/jetstream'))
    : undefined;
  return {
    connect: async (target) => {
      const { name, servers, tls } = target;
      try {
        const connection = await client.connect({
          ...authOf(client, target),
          ...(tls !== undefined && { tls }),
          name,
          servers: [...servers],
          reconnect: false, // the bridge does that, so that nothing is kept where nobody counts it
          noEcho: true,
          timeout: CONNECT_TIMEOUT,
          pingInterval: PING_INTERVAL,
          maxPingOut: 2,
        });
        return openSession(client, connection, streams);
      } catch (error) {
        if (error instanceof client.AuthorizationError) {
          throw new NatsAuthorizationError(servers, { cause: error });
        }
        throw error;
      }
    },
  };
}
