import type { ObservabilityHandler, Observed } from './http/index.js';

/**
 * The handler behind a kernel's own server, to be mounted in yours: `/healthz`, `/startupz`, `/readyz` and
 * `/metrics`, under whatever path Express mounts it; elsewhere, the request's `url` is to begin so. What it doesn't know goes to `next`, where there is
 * one. Who may ask is up to the server it is mounted in: it doesn't check the Host header.
 *
 * @param kernel - A kernel, or anything that says as much.
 * @returns a handler for `node:http`, Express, or Fastify's `raw` request and response
 *
 * @example
 * ```ts
 * import { once } from 'node:events';
 * import { createServer } from 'node:http';
 * import { createKernel, observabilityHandler } from 'ron-kernel';
 *
 * const kernel = await createKernel({ config: { values: { log: { level: 'warn' } } } });
 * const server = createServer(observabilityHandler(kernel)).listen(0, '127.0.0.1');
 * await once(server, 'listening');
 * await kernel.start();
 * const { port } = Object(server.address());
 * console.log((await fetch(`http://127.0.0.1:${port}/readyz`)).status); // 200
 * server.closeAllConnections();
 * server.close();
 * await kernel.stop();
 * ```
 */
export function observabilityHandler(kernel: Observed): ObservabilityHandler {
  const loading = import('./http/index.js').then(({ createHandler }) => createHandler(kernel));
  return (request, response, next) => {
    loading
      .then((handle) => handle(request, response, next))
      .catch((error: unknown) => next?.(error));
  };
}
