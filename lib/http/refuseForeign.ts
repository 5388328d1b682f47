import type { IncomingMessage } from 'node:http';
import { refusal, type Answer } from './Answer.js';
import { isOwnHost } from './isOwnHost.js';

/**
 * What the kernel's own server has against a request: none or several Host headers, one that isn't
 * its own, or a target that isn't a path. Node answers all of these as if nothing were wrong.
 */
export function refuseForeign(request: IncomingMessage, configured: string): Answer | undefined {
  const { rawHeaders, headers, socket, url = '' } = request;
  const hosts = rawHeaders.filter((header, i) => i % 2 === 0 && header.toLowerCase() === 'host');
  if (hosts.length !== 1) return refusal(400, 'one Host header is needed');
  const reached = { address: socket.localAddress ?? '', port: socket.localPort ?? 0 };
  if (!isOwnHost(headers.host ?? '', reached, configured)) {
    return refusal(421, 'this server is reached by another name');
  }
  return url.startsWith('/') || url === '*' ? undefined : refusal(400, 'the target must be a path');
}
