import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { ListenError, OptionTypeError } from 'ron-kernel';
import { afterEach, describe, expect, it } from 'vitest';
import type { Observed } from '../../lib/http/index.js';
import type { ObservabilityServer, ServerLimits } from '../../lib/http/listen.js';
import { startServer } from '../../lib/http/startServer.js';
import type { RequestSample } from '../../lib/internal/RequestSample.js';

const ready = { ready: true, missing: [] };
const exposition = { contentType: 'text/plain; version=0.0.4', body: 'a 1\n' };

/** Something to ask about: ready, with one metric, unless a spec says otherwise. */
function node(
  own: {
    readiness?: () => Observed['readiness'];
    render?: Observed['metrics']['render'];
    observeRequest?: Observed['metrics']['observeRequest'];
    logError?: Observed['logger']['error'];
  } = {},
): Observed {
  return {
    get readiness() {
      return own.readiness?.() ?? ready;
    },
    metrics: {
      render: own.render ?? (async () => exposition),
      observeRequest: own.observeRequest ?? (() => {}),
    },
    logger: { error: own.logError ?? (() => {}) },
  };
}

let server: ObservabilityServer | undefined;

async function serve(
  own: Parameters<typeof node>[0] = {},
  limits: Partial<ServerLimits> = {},
): Promise<ObservabilityServer> {
  server = await startServer('127.0.0.1:0', node(own), {
    connections: 64,
    headersTimeout: 60_000,
    requestTimeout: 60_000,
    keepAliveTimeout: 60_000,
    closeTimeout: 60_000,
    allowedHosts: ['pod.example'],
    ...limits,
  });
  return server;
}

afterEach(async () => {
  await server?.close(0);
  server = undefined;
});

async function open(address: string): Promise<Socket> {
  const socket = connect(Number(address.split(':').at(-1)), '127.0.0.1');
  socket.on('error', () => {}); // that it ends is what matters, not how
  await once(socket, 'connect');
  return socket;
}

/** What comes back for exactly these bytes, until the server closes. */
async function raw(address: string, bytes: string): Promise<string> {
  const socket = await open(address);
  socket.write(bytes);
  return text(socket);
}

const get = (path: string, headers: string): string =>
  `GET ${path} HTTP/1.1\r\n${headers}Connection: close\r\n\r\n`;

const statusOf = (response: string): number => Number(response.split(' ')[1]);

describe('the observability server', () => {
  it('answers /healthz with 200 whatever readiness says', async () => {
    const { address } = await serve({ readiness: () => ({ ready: false, missing: ['ingest'] }) });
    const response = await fetch(`http://${address}/healthz`);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual({ ok: true });
  });

  it('answers /readyz with 200 or 503, with the root causes and when to ask again', async () => {
    let state = { ready: false, missing: ['ingest'] };
    const { address } = await serve({ readiness: () => state });
    const unready = await fetch(`http://${address}/readyz?from=probe`);
    expect(unready.status).toBe(503);
    expect(unready.headers.get('retry-after')).toBe('1');
    expect(unready.headers.get('cache-control')).toBe('no-store');
    expect(await unready.json()).toEqual({ ready: false, missing: ['ingest'], degraded: [] });
    state = { ready: true, missing: [] };
    const fine = await fetch(`http://${address}/readyz`);
    expect(fine.status).toBe(200);
    expect(fine.headers.get('retry-after')).toBeNull();
    expect(await fine.json()).toEqual({ ready: true, missing: [], degraded: [] });
  });

  it('answers /metrics in the type that was asked for', async () => {
    const asked: (string | undefined)[] = [];
    const { address } = await serve({
      render: async (accept) => {
        asked.push(accept);
        return exposition;
      },
    });
    const response = await fetch(`http://${address}/metrics`, { headers: { Accept: 'x/y' } });
    expect(asked).toEqual(['x/y']);
    expect(response.headers.get('content-type')).toBe(exposition.contentType);
    expect(await response.text()).toBe(exposition.body);
  });

  it('answers 500 when the metrics fail, tells why to who runs it and to nobody else', async () => {
    const failures: unknown[] = [];
    const failure = new Error('secret detail');
    const { address } = await serve({
      render: () => Promise.reject(failure),
      logError: (message, fields) => failures.push([message, fields]),
    });
    const response = await fetch(`http://${address}/metrics`);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret detail');
    expect(failures).toEqual([['metrics not rendered', { error: failure }]]);
  });

  it('answers HEAD with the headers alone', async () => {
    const { address } = await serve();
    const [head = '', body] = (
      await raw(address, `HEAD /readyz HTTP/1.1\r\nHost: ${address}\r\nConnection: close\r\n\r\n`)
    ).split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 200 /);
    expect(head).toMatch(/Content-Length: 42\r\n/i);
    expect(body).toBe('');
  });

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])(
    'refuses %s with 405 and Allow',
    async (method) => {
      const { address } = await serve();
      for (const path of ['/readyz', '/elsewhere']) {
        const response = await fetch(`http://${address}${path}`, { method });
        expect(response.status).toBe(405);
        expect(response.headers.get('allow')).toBe('GET, HEAD');
      }
    },
  );

  it('answers 404 elsewhere', async () => {
    const { address } = await serve();
    for (const path of ['/', '/readyz/', '/READYZ', '/toString', '//readyz']) {
      expect((await fetch(`http://${address}${path}`)).status).toBe(404);
    }
  });

  it('tells of every answer, with routes and methods from a short list', async () => {
    const samples: RequestSample[] = [];
    const { address } = await serve({ observeRequest: (sample) => samples.push(sample) });
    await fetch(`http://${address}/readyz?x=1`);
    await fetch(`http://${address}/${'a'.repeat(100)}`);
    await fetch(`http://${address}/readyz`, { method: 'PUT' });
    await raw(address, get('/readyz', 'Host: evil.example\r\n'));
    expect(samples.map(({ route, method, status }) => [route, method, status])).toEqual([
      ['/readyz', 'GET', 200],
      ['other', 'GET', 404],
      ['/readyz', 'other', 405],
      ['/readyz', 'GET', 421],
    ]);
    expect(samples.every(({ seconds }) => seconds > 0)).toBe(true);
  });
});

describe('the Host check', () => {
  it('takes the address it was reached by, and localhost', async () => {
    const { address } = await serve();
    const port = address.split(':').at(-1) ?? '';
    expect(statusOf(await raw(address, get('/healthz', `Host: ${address}\r\n`)))).toBe(200);
    expect(statusOf(await raw(address, get('/healthz', `Host: localhost:${port}\r\n`)))).toBe(200);
  });

  it('refuses a foreign name with 421', async () => {
    const { address } = await serve();
    const port = address.split(':').at(-1) ?? '';
    for (const host of [`evil.example:${port}`, '127.0.0.1', 'evil.example']) {
      expect(statusOf(await raw(address, get('/healthz', `Host: ${host}\r\n`)))).toBe(421);
    }
  });

  it('refuses no Host, two of them, and a target that is not a path, with 400', async () => {
    const { address } = await serve();
    const host = `Host: ${address}\r\n`;
    expect(statusOf(await raw(address, get('/healthz', '')))).toBe(400);
    expect(statusOf(await raw(address, get('/healthz', host + host)))).toBe(400);
    expect(statusOf(await raw(address, get(`http://${address}/healthz`, host)))).toBe(400);
    expect(statusOf(await raw(address, `GET /healthz HTTP/1.0\r\n\r\n`))).toBe(400);
  });

  it('takes those that are allowed', async () => {
    const { address } = await serve();
    expect(statusOf(await raw(address, get('/healthz', `Host: pod.example\r\n`)))).toBe(200);
    expect(statusOf(await raw(address, get('/healthz', `Host: pod.example:80\r\n`)))).toBe(200);
  });

  it.each(['', 'a b', 'user@127.0.0.1', '127.0.0.1:x', '/', '127.0.0.1:9600.evil.example'])(
    'refuses the malformed %j with 400',
    async (host) => {
      const { address } = await serve();
      expect(statusOf(await raw(address, get('/healthz', `Host: ${host}\r\n`)))).toBe(400);
    },
  );
});

describe('a request that is none', () => {
  it.each([
    ['no request line', 'hello\r\n\r\n', 400],
    ['no such version', 'GET /healthz HTTP/9.9\r\n\r\n', 400],
    ['a header without a name', 'GET /healthz HTTP/1.1\r\n: x\r\n\r\n', 400],
    ['a length that is none', 'GET /healthz HTTP/1.1\r\nContent-Length: x\r\n\r\n', 400],
    ['headers too long', `GET /healthz HTTP/1.1\r\nA: ${'a'.repeat(9_000)}\r\n\r\n`, 431],
  ])('%s: it is refused, and its connection closed', async (_case, bytes, status) => {
    const { address } = await serve();
    expect(statusOf(await raw(address, bytes))).toBe(status);
  });

  it.each([
    ['of a length', 'Content-Length: 1000000\r\n'],
    ['in chunks', 'Transfer-Encoding: chunked\r\n'],
    ['that waits to be asked for', 'Content-Length: 5\r\nExpect: 100-continue\r\n'],
  ])('a body %s is refused unread, and the connection closed', async (_case, headers) => {
    const { address } = await serve();
    for (const method of ['GET', 'POST']) {
      const head = `${method} /readyz HTTP/1.1\r\nHost: ${address}\r\n${headers}\r\n`;
      expect(await raw(address, head)).toMatch(/^HTTP\/1\.1 413 [^{]*Connection: close/);
    }
  });

  it('is told nothing about what serves it, nor is any other', async () => {
    const { address } = await serve();
    const answers = await Promise.all([
      raw(address, get('/readyz', `Host: ${address}\r\n`)),
      raw(address, get('/elsewhere', `Host: ${address}\r\n`)),
      raw(address, 'hello\r\n\r\n'),
    ]);
    for (const answer of answers) expect(answer).not.toMatch(/^(server|x-powered-by|via):|node/im);
  });
});

describe('clients that only sit there', () => {
  it('make room for a probe when there are too many', async () => {
    const { address } = await serve({}, { connections: 4 });
    const idlers: Socket[] = [];
    for (let i = 0; i < 4; i++) {
      const idler = await open(address);
      idler.write('GET /readyz HT');
      idlers.push(idler);
    }
    const [oldest] = idlers;
    const gone = oldest ? once(oldest.resume(), 'close') : Promise.reject(new Error('no idler'));
    expect(statusOf(await raw(address, get('/readyz', `Host: ${address}\r\n`)))).toBe(200);
    await gone;
    for (const idler of idlers) idler.destroy();
  });

  it('are dropped when the headers take too long, whether begun or not', async () => {
    const { address } = await serve({}, { headersTimeout: 50 });
    expect(statusOf(await raw(address, 'GET /readyz HTTP/1.1\r\nHos'))).toBe(408);
    expect(await raw(address, '')).toMatch(/^(HTTP\/1\.1 408 |$)/);
  });

  it('have what they asked for when they ask for much at once, and keep no probe from its answer', async () => {
    const { address } = await serve();
    const socket = await open(address);
    const one = `GET /healthz HTTP/1.1\r\nHost: ${address}\r\n`;
    socket.write(`${one}\r\n`.repeat(500) + `${one}Connection: close\r\n\r\n`);
    const [piped, probe] = await Promise.all([
      text(socket),
      raw(address, get('/readyz', `Host: ${address}\r\n`)),
    ]);
    expect(piped.match(/HTTP\/1\.1 200 /g)).toHaveLength(501);
    expect(statusOf(probe)).toBe(200);
  });

  it('are answered when they have sent all, and dropped when they stop in mid-request', async () => {
    const { address } = await serve();
    const whole = await open(address);
    whole.end(`GET /readyz HTTP/1.1\r\nHost: ${address}\r\n\r\n`);
    expect(statusOf(await text(whole))).toBe(200);
    const half = await open(address);
    half.end('GET /readyz HT');
    expect(statusOf(await text(half))).toBe(400);
  });

  it('cannot hold up the end by not reading what they asked for', async () => {
    const body = 'a'.repeat(10_000_000);
    let asked: () => void = () => {};
    const scraping = new Promise<void>((resolve) => (asked = resolve));
    const render = async () => (asked(), { ...exposition, body });
    const { address, close } = await serve({ render }, { closeTimeout: 10 });
    const deaf = await open(address);
    deaf.pause();
    deaf.write(`GET /metrics HTTP/1.1\r\nHost: ${address}\r\n\r\n`.repeat(5));
    await scraping;
    await close(2 ** 31 - 1);
    deaf.destroy();
  });

  it('cannot hold up the end, before, within and after a request', async () => {
    const { address, close } = await serve();
    const silent = await open(address);
    const half = await open(address);
    half.write(`GET /readyz HTTP/1.1\r\nHost: ${address}\r\n`);
    const kept = await open(address);
    kept.write(`GET /readyz HTTP/1.1\r\nHost: ${address}\r\n\r\n`);
    await once(kept, 'data');
    const ends = [silent, half, kept].map((socket) => once(socket.resume(), 'close'));
    await close(60_000);
    await Promise.all(ends);
  });
});

describe('the end of the server', () => {
  it('waits for answers that are on their way, and closes their connections then', async () => {
    let render: (value: typeof exposition) => void = () => {};
    let asked: () => void = () => {};
    const scraping = new Promise<void>((resolve) => (asked = resolve));
    const { address, close } = await serve({
      render: () => {
        asked();
        return new Promise((resolve) => (render = resolve));
      },
    });
    const scrape = fetch(`http://${address}/metrics`);
    await scraping;
    const closed = close(60_000);
    render(exposition);
    expect(await (await scrape).text()).toBe(exposition.body);
    await closed;
    await expect(fetch(`http://${address}/healthz`)).rejects.toThrow();
  });

  it('cuts off an answer that never comes', async () => {
    let asked: () => void = () => {};
    const scraping = new Promise<void>((resolve) => (asked = resolve));
    const { address, close } = await serve({
      render: () => {
        asked();
        return new Promise(() => {});
      },
    });
    const scrape = fetch(`http://${address}/metrics`).catch((error: unknown) => error);
    await scraping;
    await close(10);
    expect(await scrape).toBeInstanceOf(TypeError);
  });

  it('can be asked for twice', async () => {
    const { close } = await serve();
    await Promise.all([close(60_000), close(60_000)]);
  });
});

describe('an address that cannot be had', () => {
  it('is one clear error that names it and says what to do', async () => {
    const { address } = await serve();
    const again = startServer(address, node());
    await expect(again).rejects.toThrow(ListenError);
    await expect(again).rejects.toThrow(
      `observability.address ${address} is in use; stop what listens there, or choose another port (0 takes any free one)`,
    );
    await expect(again).rejects.toMatchObject({
      code: 'ERR_LISTEN',
      cause: { code: 'EADDRINUSE' },
    });
  });

  it('is refused before anything is tried when it is no address', async () => {
    await expect(startServer('9600', node())).rejects.toThrow(OptionTypeError);
    await expect(startServer('192.0.2.1:1', node())).rejects.toThrow(
      /is no address of this machine/,
    );
  });
});
