import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import express from 'express';
import { fastify } from 'fastify';
import { createKernel, observabilityHandler } from 'ron-kernel';
import { afterEach, describe, expect, it } from 'vitest';
import { quiet } from './kernel/quiet.js';

let server: Server | undefined;

/** Serves with `listener`, and tells where. */
async function serve(
  listener: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = Object(server.address()) as { port: number };
  return `http://127.0.0.1:${port}`;
}

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = undefined;
});

describe('observabilityHandler', () => {
  it("answers for a kernel that serves nothing itself, from a server of the user's", async () => {
    await using kernel = await createKernel({ ...quiet, config: { env: {}, reloadOn: [] } });
    const url = await serve(observabilityHandler(kernel));
    const unready = await fetch(`${url}/readyz`);
    expect(unready.status).toBe(503);
    expect(await unready.json()).toEqual({ ready: false, missing: ['kernel.start'], degraded: [] });
    await kernel.start();
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('\nkernel_ready 1\n');
    expect(kernel.address).toBeUndefined();
  });

  it('counts its answers', async () => {
    await using kernel = await createKernel({ ...quiet, config: { env: {}, reloadOn: [] } });
    const url = await serve(observabilityHandler(kernel));
    await fetch(`${url}/metrics`);
    await fetch(`${url}/healthz`);
    expect(await (await fetch(`${url}/metrics`)).text()).toContain(
      'request_latency_seconds_count{route="/healthz",method="GET",status="200"} 1',
    );
  });

  it('leaves what it does not know to whoever comes next, with any Host and any method', async () => {
    await using kernel = await createKernel({ ...quiet, config: { env: {}, reloadOn: [] } });
    const handle = observabilityHandler(kernel);
    const url = await serve((request, response) =>
      handle(request, response, () => response.end('mine')),
    );
    expect(await (await fetch(`${url}/orders`)).text()).toBe('mine');
    expect(await (await fetch(`${url}/orders`, { method: 'POST' })).text()).toBe('mine');
    expect((await fetch(`${url}/readyz`, { method: 'POST' })).status).toBe(405);
  });

  it('mounts in Express, at the root or under a path', async () => {
    await using kernel = await createKernel({ ...quiet, config: { env: {}, reloadOn: [] } });
    await kernel.start();
    const app = express();
    app.use(express.json());
    app.use(observabilityHandler(kernel));
    app.use('/ops', observabilityHandler(kernel));
    app.get('/orders', (_request, response) => void response.send('mine'));
    const url = await serve((request, response) => void app(request, response));
    for (const path of ['/readyz', '/ops/readyz?verbose', '/metrics', '/ops/startupz']) {
      expect((await fetch(url + path)).status).toBe(200);
    }
    const post = { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } };
    expect((await fetch(`${url}/ops/readyz`, post)).status).toBe(405);
    expect(await (await fetch(`${url}/orders`)).text()).toBe('mine');
    expect((await fetch(`${url}/ops/orders`)).status).toBe(404);
  });

  it('mounts in Fastify, on its raw request and response', async () => {
    await using kernel = await createKernel({ ...quiet, config: { env: {}, reloadOn: [] } });
    await kernel.start();
    const handle = observabilityHandler(kernel);
    const app = fastify();
    for (const path of ['/healthz', '/startupz', '/readyz', '/metrics']) {
      app.get(path, (request, reply) => {
        reply.hijack();
        handle(request.raw, reply.raw);
      });
    }
    app.get('/orders', async () => 'mine');
    const url = await app.listen({ host: '127.0.0.1', port: 0 });
    for (const path of ['/readyz', '/startupz', '/healthz']) {
      expect((await fetch(url + path)).status).toBe(200);
    }
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('\nkernel_ready 1\n');
    expect((await fetch(`${url}/readyz`, { method: 'HEAD' })).status).toBe(200);
    expect(await (await fetch(`${url}/orders`)).text()).toBe('mine');
    await app.close();
  });

  it('answers 404 where nobody comes next', async () => {
    await using kernel = await createKernel({ ...quiet, config: { env: {}, reloadOn: [] } });
    const url = await serve(observabilityHandler(kernel));
    expect((await fetch(`${url}/orders`)).status).toBe(404);
  });

  it('takes anything that says as much as a kernel', async () => {
    const url = await serve(
      observabilityHandler({
        readiness: { ready: true, missing: [] },
        metrics: {
          render: async () => ({ contentType: 'text/plain', body: 'a 1\n' }),
          observeRequest: () => {},
        },
        logger: quiet.logger,
      }),
    );
    expect(await (await fetch(`${url}/metrics`)).text()).toBe('a 1\n');
  });
});
