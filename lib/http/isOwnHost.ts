import { formatAddress } from './parseAddress.js';

const MAPPED = /^::ffff:(?=\d+\.)/i;
const LOOPBACK = /^(127\.|::1$)/;

/**
 * Whether a Host header names the very address that a request reached, so that a page which makes
 * its own name resolve to this machine (DNS rebinding) can't read what the server says. On a
 * loopback address `localhost` will do; so will `configured`, the host the server was told to
 * listen on, and those that are `allowed`: a host with any port, or `host:port`.
 */
export function isOwnHost(
  header: string,
  reached: { readonly address: string; readonly port: number },
  configured: string,
  allowed: readonly string[] = [],
): boolean {
  const { port } = reached;
  const address = reached.address.replace(MAPPED, '');
  const hosts = [address, configured, ...(LOOPBACK.test(address) ? ['localhost'] : [])];
  const asked = header.toLowerCase();
  if (allowed.some((host) => matches(asked, host.toLowerCase()))) return true;
  return hosts.some((host) => {
    const own = formatAddress({ host: host.toLowerCase(), port });
    return asked === own || (port === 80 && `${asked}:80` === own);
  });
}

function matches(asked: string, allowed: string): boolean {
  return asked === allowed || asked.replace(/:\d+$/, '') === allowed;
}
