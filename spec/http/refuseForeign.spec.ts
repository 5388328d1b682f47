import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { refuseForeign } from '../../lib/http/refuseForeign.js';

const loopback = { localAddress: '127.0.0.1', localPort: 9600 };
const own = { Host: '127.0.0.1:9600' };

/** The status it is refused with, if it is, and what is said. */
function refused(
  given: Readonly<Record<string, string>>,
  { url, socket = loopback }: { url?: string | undefined; socket?: object } = { url: '/' },
): string | undefined {
  const pairs = Object.entries(given);
  const headers = Object.fromEntries(pairs.map(([name, value]) => [name.toLowerCase(), value]));
  // As much of a request as is looked at.
  const request = { rawHeaders: pairs.flat(), headers, socket, ...(url !== undefined && { url }) };
  const answer = refuseForeign(request as unknown as IncomingMessage, '127.0.0.1');
  return answer && `${String(answer.status)} ${JSON.stringify(answer)}`;
}

describe('refuseForeign', () => {
  it.each(['/', '/readyz?verbose', '*'])(
    'has nothing against %s, asked for by its own name',
    (url) => {
      expect(refused(own, { url })).toBeUndefined();
      expect(refused({ ...own, 'Content-Length': '0' }, { url })).toBeUndefined();
    },
  );

  it('wants a Host header that is one', () => {
    for (const host of [undefined, '', 'a b', 'user@127.0.0.1:9600']) {
      expect(refused(host === undefined ? {} : { Host: host })).toContain('one Host header');
    }
    expect(refused({ Host: '127.0.0.1:9600', HOST: '127.0.0.1:9600' })).toMatch(/^400 /);
    expect(refused({ Host: 'evil.example' })).toMatch(
      /^421 .* list it in observability\.allowedHosts/,
    );
  });

  it('wants a path for a target', () => {
    expect(refused(own, { url: 'http://evil.example/' })).toContain('must be a path');
    expect(refused(own, {})).toContain('must be a path');
  });

  it('takes no body, whichever way it is announced', () => {
    expect(refused({ ...own, 'Content-Length': '5' })).toMatch(/^413 .*"Connection":"close"/);
    expect(refused({ ...own, 'Transfer-Encoding': 'chunked' })).toMatch(/^413 /);
  });

  it('refuses what comes by a connection that is gone, and has no address any more', () => {
    expect(refused(own, { url: '/', socket: {} })).toMatch(/^421 /);
  });
});
