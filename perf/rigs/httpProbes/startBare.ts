import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { fillRegistry } from '../../support/fillRegistry.js';
import { generate } from '../support/generate.js';
import { schedule } from '../support/schedule.js';

const FUNCTIONS = 8;
const BODY = '{"ready":true,"missing":[]}\n';

/** What a bare server answers with. */
interface Content {
  readonly type: string;
  readonly body: () => string | Promise<string>;
}

/** What never changes: nothing has to be found out. */
const fixed: Content = { type: 'application/json; charset=utf-8', body: () => BODY };

/** The metrics of Node and of an application, as prom-client writes them. */
function written(series: number): Content {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  fillRegistry(registry, series, 40);
  return { type: registry.contentType, body: () => registry.metrics() };
}

/** Node's own server, whose only path is `path`, and eight functions called in turn: what no node can be ahead of. */
export async function startBare(path: '/readyz' | '/metrics', series: number) {
  const content = path === '/metrics' ? written(series) : fixed;
  const server = createServer((_request, response) => {
    void Promise.resolve(content.body()).then((body) => {
      response.writeHead(200, {
        'Content-Type': content.type,
        'Content-Length': Buffer.byteLength(body),
        'Cache-Control': 'no-store',
      });
      response.end(body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  let delivered = 0;
  const functions = Array.from({ length: FUNCTIONS }, () => (event: { readonly count: number }) => {
    delivered += event.count < 0 ? 0 : 1;
  });
  return {
    address: `127.0.0.1:${String(port)}`,
    /** Calls the functions at `rate` for so many milliseconds, each time with an event of its own. */
    saturate: async (rate: number, duration: number): Promise<void> => {
      if (rate === 0) return;
      let count = 0;
      const before = delivered;
      const publish = (): void => {
        const event = { type: 'tick', count: count++ };
        for (const each of functions) each(event);
      };
      await generate({ schedule: schedule({ rate }), duration, look: 'every turn', publish });
      if (delivered - before !== count * FUNCTIONS)
        throw new Error('not every function was called');
    },
    stop: async (): Promise<void> => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
