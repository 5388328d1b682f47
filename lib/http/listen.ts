import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { ListenError } from '../errors.js';
import { Connections } from './Connections.js';
import { formatAddress, type Address } from './parseAddress.js';

/** What a server grants its clients, who need little: a probe is one short request. */
export interface ServerLimits {
  /** Connections at once; one more ends the longest idle. */
  readonly connections: number;
  /** Milliseconds to send a request's headers, from connecting or from its first byte. */
  readonly headersTimeout: number;
  /** Milliseconds to send a whole request. */
  readonly requestTimeout: number;
  /** Milliseconds that a connection may be idle between requests. */
  readonly keepAliveTimeout: number;
  /** Milliseconds that answers under way get to be taken once the server closes. */
  readonly closeTimeout: number;
}

const LIMITS: ServerLimits = {
  connections: 64,
  headersTimeout: 5_000,
  requestTimeout: 10_000,
  keepAliveTimeout: 5_000,
  closeTimeout: 1_000,
};

/** A server that is listening. */
export interface ObservabilityServer {
  /** Where, as `host:port`, with the port it really got. */
  readonly address: string;
  /** Answers who is waiting, for `timeout` milliseconds and a second at most, drops everyone else and resolves once all is closed. */
  readonly close: (timeout: number) => Promise<void>;
}

/**
 * Starts a server that is hard to hold up, whoever its clients are.
 *
 * @param option - The key that the address came from.
 * @param address - Where to listen; port 0 takes any that is free.
 * @param handle - What answers.
 * @throws {@link ListenError} if the address can't be had.
 */
export async function listen(
  option: string,
  address: Address,
  handle: RequestListener,
  limits: Partial<ServerLimits> = {},
): Promise<ObservabilityServer> {
  const { host, port } = address;
  const { connections: limit, closeTimeout, ...timeouts } = { ...LIMITS, ...limits };
  const server = createServer(
    {
      ...timeouts,
      connectionsCheckingInterval: Math.min(1_000, timeouts.headersTimeout),
      maxHeaderSize: 8_192,
    },
    handle,
  );
  // Without this, Node asks for the body before anything else is looked at.
  server.on('checkContinue', (request, response) => server.emit('request', request, response));
  const connections = new Connections(server, limit);
  server.listen({ host, port });
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new ListenError(option, formatAddress(address), error);
  }

  const bound = server.address();
  const actual = typeof bound === 'object' && bound !== null ? bound.port : port;
  return {
    address: formatAddress({ host, port: actual }),
    close: async (timeout) => {
      const closed = once(server, 'close');
      server.close();
      connections.close();
      const cut = setTimeout(() => server.closeAllConnections(), Math.min(timeout, closeTimeout));
      await closed;
      clearTimeout(cut);
    },
  };
}
