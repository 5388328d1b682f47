import type { IncomingMessage } from 'node:http';
import { createHandler } from './createHandler.js';
import { listen, type ObservabilityServer, type ServerLimits } from './listen.js';
import type { Observed } from './Observed.js';
import type { PageSource } from './page/PageSource.js';
import { parseAddress } from './parseAddress.js';
import { refuseForeign } from './refuseForeign.js';

/** Options of {@link startServer}. */
export interface ServerOptions extends Partial<ServerLimits> {
  /** What the page at `/` shows. Default: there is no page. */
  readonly page?: PageSource | undefined;
  /** Host headers it answers to beside its own: a host with any port, or `host:port`. Default none. */
  readonly allowedHosts?: readonly string[];
}

/** The key that says where to listen. */
const KEY = 'observability.address';

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
  const at = parseAddress(KEY, address);
  const { page: source, allowedHosts = [], ...limits } = options;
  const page = source && (await import('./page/openPage.js').then((it) => it.openPage(source)));
  const refuse = (request: IncomingMessage) => refuseForeign(request, at.host, allowedHosts);
  try {
    const server = await listen(KEY, at, createHandler(observed, refuse, page), limits);
    return {
      address: server.address,
      close: (timeout) => {
        page?.close();
        return server.close(timeout);
      },
    };
  } catch (error) {
    page?.close();
    throw error;
  }
}
