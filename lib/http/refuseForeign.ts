import type { IncomingMessage } from 'node:http';
import { refusal, type Answer } from './Answer.js';
import { isOwnHost } from './isOwnHost.js';

const HOST = /^(?:\[[\da-f:.]+\]|[\w.-]+)(?::\d{1,5})?$/i;

/**
 * What the kernel's own server has against a request: none or several Host headers, one that isn't
 * its own, a target that isn't a path, or a body. Node answers all of these as if nothing were wrong.
 */
export function refuseForeign(
  request: IncomingMessage,
  configured: string,
  allowed: readonly string[] = [],
): Answer | undefined {
  const { rawHeaders, headers, socket, url = '' } = request;
  const { host = '' } = headers;
  const hosts = rawHeaders.filter((header, i) => i % 2 === 0 && header.toLowerCase() === 'host');
  if (hosts.length !== 1 || !HOST.test(host)) {
    return refusal(400, 'one Host header is needed');
  }
  const reached = { address: socket.localAddress ?? '', port: socket.localPort ?? 0 };
  if (!isOwnHost(host, reached, configured, allowed)) {
    return refusal(
      421,
      'this server has another name than that Host; if this is one, too, list it in observability.allowedHosts',
    );
  }
  if (!url.startsWith('/') && url !== '*') return refusal(400, 'the target must be a path');
  const { 'content-length': length = '0', 'transfer-encoding': encoding } = headers;
  if (Number(length) === 0 && encoding === undefined) return undefined;
  return refusal(413, 'a request here has no body', { Connection: 'close' }); // and none is read
}
