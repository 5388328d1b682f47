import { once } from 'node:events';
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Subject } from 'rxjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { PageFrame } from '../../../lib/http/page/PageFrame.js';
import type { ConfigReload, PageSource } from '../../../lib/http/page/PageSource.js';
import { Streams, type StreamLimits } from '../../../lib/http/page/Streams.js';
import type { ObservabilityServer } from '../../../lib/http/listen.js';
import { startServer } from '../../../lib/http/startServer.js';

/** A node that counts who listens to it. */
class Node implements PageSource {
  readonly readiness = { ready: true, missing: [] };
  readonly reloads$ = new Subject<ConfigReload>();
  readonly failures$ = new Subject<Error>();
  readonly config = { version: () => 3, reloads$: this.reloads$, failures$: this.failures$ };
  readonly listeners = new Set<(event: unknown) => void>();
  looks = 0;

  services(): never[] {
    return [];
  }

  account() {
    this.looks++;
    const departed = { delivered: 0, dropped: 0 };
    return { published: 0, subscribers: [], departed };
  }

  secondsToLoss(): ReadonlyMap<string, number> {
    return new Map();
  }

  listen(next: (event: unknown) => void): () => void {
    this.listeners.add(next);
    return () => void this.listeners.delete(next);
  }
}

const observed = {
  readiness: { ready: true, missing: [] },
  metrics: {
    render: async () => ({ contentType: 'text/plain', body: '' }),
    observeRequest: vi.fn<(sample: { readonly route: string }) => void>(),
  },
  logger: { error: () => {} },
};

const open: ObservabilityServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close(0);
});

async function serve(page?: PageSource, address = '127.0.0.1:0'): Promise<ObservabilityServer> {
  const server = await startServer(address, observed, { page });
  open.push(server);
  return server;
}

/** An open stream of the page, frame by frame. */
async function* look(address: string, signal: AbortSignal): AsyncGenerator<PageFrame> {
  const { body } = await fetch(`http://${address}/page/events`, { signal });
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body ?? new ReadableStream<Uint8Array>()) {
    const messages = (text + decoder.decode(chunk, { stream: true })).split('\n\n');
    text = messages.pop() ?? '';
    for (const message of messages) {
      if (message.startsWith('data: ')) yield JSON.parse(message.slice(6)) as PageFrame;
    }
  }
}

async function next(frames: AsyncGenerator<PageFrame>): Promise<PageFrame> {
  const { value } = (await frames.next()) as { readonly value: PageFrame };
  return value;
}

describe('the page', () => {
  it('is served with all it asks for, which may run nothing but this server’s scripts', async () => {
    const { address } = await serve(new Node());
    const page = await fetch(`http://${address}/`);
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const policy = page.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(policy).not.toContain('unsafe');
    const html = await page.text();
    expect(html).not.toMatch(/<script>|<style|\sstyle=|\son\w+=/);
    const scripts = [...html.matchAll(/(?:src|href)="(page\/[^"]+)"/g)].map(([, path]) => path);
    expect(scripts).toHaveLength(4);
    const missing: string[] = [];
    for (let paths = scripts.map((path) => `/${path ?? ''}`); paths.length > 0;) {
      const [path = '', ...rest] = paths;
      const response = await fetch(`http://${address}${path}`);
      if (response.status !== 200) missing.push(path);
      const imports = [...(await response.text()).matchAll(/from '\.\/(\w+\.js)'/g)];
      paths = [...rest, ...imports.map(([, name]) => `/page/${name ?? ''}`)];
    }
    expect(missing).toEqual([]);
    // One label for all of it, however many files it consists of.
    const routes = observed.metrics.observeRequest.mock.calls.map(([{ route }]) => route);
    expect([...new Set(routes)]).toEqual(['/']);
  });

  it('is among what a request for nothing is told to try', async () => {
    const { address } = await serve(new Node());
    const response = await fetch(`http://${address}/nowhere`);
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      error: 'try /healthz, /startupz, /readyz, /metrics, /',
    });
  });

  it('isn’t there unless asked for', async () => {
    const { address } = await serve();
    for (const path of ['/', '/page/events', '/page/main.js']) {
      expect((await fetch(`http://${address}${path}`)).status).toBe(404);
    }
  });

  it('is as closed to others as everything else on its server', async () => {
    const { address } = await serve(new Node());
    const [response] = (await once(
      get(`http://${address}/page/events`, { headers: { Host: 'evil.example' } }),
      'response',
    )) as [IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(421);
    expect((await fetch(`http://${address}/page/events`, { method: 'POST' })).status).toBe(405);
  });

  it('looks at the node only while somebody looks at the page', async () => {
    const node = new Node();
    const { address } = await serve(node);
    await fetch(`http://${address}/`);
    expect([node.looks, node.listeners.size]).toEqual([0, 0]);

    const [first, second] = [new AbortController(), new AbortController()];
    const frames = [look(address, first.signal), look(address, second.signal)] as const;
    await Promise.all(frames.map(next));
    expect(node.listeners.size).toBe(1);

    for (const listener of node.listeners) listener({ type: 'reading', celsius: 20 });
    let frame = await next(frames[0]);
    while (frame.events.seen === 0) frame = await next(frames[0]); // taken before, read after
    const { events, config } = frame;
    expect(events).toEqual({
      seen: 1,
      shown: [{ sequence: 1, type: 'reading', text: '{ celsius: 20 }' }],
    });
    expect(config).toEqual({ version: 3, change: null, rejection: null, failure: null });

    first.abort();
    second.abort();
    await vi.waitFor(() => expect(node.listeners.size).toBe(0), { timeout: 10_000 });
    const { looks } = node;
    expect((await fetch(`http://${address}/healthz`)).status).toBe(200);
    expect(node.looks).toBe(looks);
  });

  it('remembers the last change, rejection and failure of config while nobody looks', async () => {
    const node = new Node();
    const { address } = await serve(node);
    const facts = { version: 2, pendingRestart: ['bus.capacity'] };
    const changes = [{ key: 'log.level', before: 'info', after: undefined }];
    node.reloads$.next({ status: 'rejected', ...facts, error: new Error('port must be a number') });
    node.reloads$.next({ status: 'applied', ...facts, changes });
    node.reloads$.next({ status: 'unchanged', ...facts });
    node.failures$.next(new Error('the pool is closed'));
    const one = new AbortController();
    const { config } = await next(look(address, one.signal));
    expect(config.change).toMatchObject({
      version: 2,
      keys: { rows: [{ key: 'log.level', before: "'info'", after: '' }], more: 0 },
      pendingRestart: ['bus.capacity'],
    });
    expect(config.rejection).toMatchObject({ reason: 'port must be a number', stands: false });

    expect(config.failure).toMatchObject({ reason: 'the pool is closed' });

    node.reloads$.next({
      status: 'rolled-back',
      ...facts,
      changes,
      error: new Error('it crashed'),
    });
    const after = await next(look(address, one.signal));
    expect(after.config.rejection).toMatchObject({ reason: 'it crashed', stands: true });
    node.reloads$.next({ status: 'unchanged', ...facts }); // which is what the one before it was
    const mended = await next(look(address, one.signal));
    expect(mended.config.rejection).toMatchObject({ reason: 'it crashed', stands: false });
    one.abort();
  });

  it('doesn’t hold up a stop, and can be looked at again after a restart', async () => {
    const node = new Node();
    const server = await serve(node);
    const one = new AbortController();
    const frames = look(server.address, one.signal);
    await next(frames);
    await server.close(60_000);
    for await (const frame of frames) expect(frame.node.pid).toBe(process.pid); // until the end
    expect(node.listeners.size).toBe(0);
    expect(node.reloads$.observed).toBe(false);

    const again = await serve(node, server.address);
    expect((await next(look(again.address, one.signal))).node.pid).toBe(process.pid);
    one.abort();
  });
});

describe('streams', () => {
  const messages$ = new Subject<string>();

  /** A server that answers with streams, and the answers it works on. */
  async function streaming(limits?: StreamLimits) {
    const streams = new Streams(messages$, limits);
    const answers: ServerResponse[] = [];
    const server = createServer((request, response) => {
      answers.push(response);
      streams.answer(request, response);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    return {
      answers,
      ask: async (method = 'GET'): Promise<IncomingMessage> => {
        const request = get({ port, host: '127.0.0.1', method, agent: false });
        const [response] = (await once(request, 'response')) as [IncomingMessage];
        response.on('error', () => {}); // of one that is given up on
        return response;
      },
      [Symbol.asyncDispose]: async () => {
        streams.close();
        server.closeAllConnections();
        server.close();
        await once(server, 'close');
      },
    };
  }

  it('hold little for a browser that takes nothing, and send the latest when it can', async () => {
    await using server = await streaming();
    const response = await server.ask();
    const size = 1 << 20;
    const message = (n: number): string => `data: ${String(n).padEnd(size, '.')}\n\n`;
    // Nobody reads: the kernel's buffers fill up, then ours; the rest is outdated before it is sent.
    for (let n = 0; n < 100; n++) {
      messages$.next(message(n));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(server.answers[0]?.writableLength).toBeLessThan(2 * size);

    let text = '';
    let received = 0;
    for await (const chunk of response.setEncoding('latin1') as AsyncIterable<string>) {
      text = (text + chunk).slice(-2 * size);
      received += chunk.length;
      if (text.endsWith('.\n\n') && text.includes('data: 99.')) break;
    }
    expect(received).toBeLessThan(50 * size);
    expect(text).not.toContain('data: 98.');
  });

  it('give up a browser that has taken nothing for too long', async () => {
    await using server = await streaming({ patience: 0 });
    const response = await server.ask();
    const [answer] = server.answers;
    while (!answer?.destroyed) {
      messages$.next('.'.repeat(1 << 20));
      await new Promise((resolve) => setImmediate(resolve));
    }
    response.destroy();
    expect(messages$.observed).toBe(false);
  });

  it('are limited in number', async () => {
    await using server = await streaming({ streams: 1 });
    const first = await server.ask();
    const second = await server.ask();
    expect([first.statusCode, second.statusCode]).toEqual([200, 503]);
    expect(second.headers['retry-after']).toBe('5');
    first.destroy();
    await vi.waitFor(() => expect(messages$.observed).toBe(false), { timeout: 10_000 });
    expect((await server.ask()).statusCode).toBe(200);
  });

  it('have no body for a HEAD', async () => {
    await using server = await streaming();
    const response = await server.ask('HEAD');
    expect(response.headers['content-type']).toBe('text/event-stream; charset=utf-8');
    expect(messages$.observed).toBe(false);
  });
});
