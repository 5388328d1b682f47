import { once } from 'node:events';
import { createServer } from 'node:http';
import { ListenError } from '../errors.js';
import { Connections } from './Connections.js';
import { createHandler } from './createHandler.js';
import type { Observed } from './Observed.js';
import type { PageSource } from './page/PageSource.js';
import { formatAddress, parseAddress } from './parseAddress.js';
import { refuseForeign } from './refuseForeign.js';

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

/** Options of {@link startServer}. */
export interface ServerOptions extends Partial<ServerLimits> {
  /** What the page at `/` shows. Default: there is no page. */
  readonly page?: PageSource | undefined;
  /** Host headers it answers to beside its own: a host with any port, or `host:port`. Default none. */
  readonly allowedHosts?: readonly string[];
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
 * Starts the kernel's own server.
 *
 * @param address - Where to listen, as `host:port`; port 0 takes any that is free.
 * @param observed - What its answers are about.
 * @throws {@link OptionTypeError} if the address is none, {@link ListenError} if it can't be had.
 */
export async function startServer(
  address: string,
  observed: Observed,
  options: ServerOptions = {},
): Promise<ObservabilityServer> {
  const { host, port } = parseAddress('observability.address', address);
  const { page: source, allowedHosts = [], ...own } = options;
  const { connections: limit, closeTimeout, ...timeouts } = { ...LIMITS, ...own };
  const page = source && (await import('./page/openPage.js').then((it) => it.openPage(source)));
  const server = createServer(
    {
      ...timeouts,
      connectionsCheckingInterval: Math.min(1_000, timeouts.headersTimeout),
      maxHeaderSize: 8_192,
    },
    createHandler(observed, (request) => refuseForeign(request, host, allowedHosts), page),
  );
  // Without this, Node asks for the body before anything else is looked at.
  server.on('checkContinue', (request, response) => server.emit('request', request, response));
  const connections = new Connections(server, limit);
  server.listen({ host, port });
  try {
    await once(server, 'listening');
  } catch (error) {
    page?.close();
    throw new ListenError('observability.address', address, error);
  }

  const bound = server.address();
  const actual = typeof bound === 'object' && bound !== null ? bound.port : port;
  return {
    address: formatAddress({ host, port: actual }),
    close: async (timeout) => {
      const closed = once(server, 'close');
      server.close();
      page?.close();
      connections.close();
      const cut = setTimeout(() => server.closeAllConnections(), Math.min(timeout, closeTimeout));
      await closed;
      clearTimeout(cut);
    },
  };
}
