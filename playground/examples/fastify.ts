// A Fastify app as a service: made anew for each run, closed when it is asked to stop, its answers counted in
// the kernel's metrics. `PORT=3000 node fastify.js`, then POST {"total":12} to /orders, as application/json.
import { once } from 'node:events';
import { fastify, type onResponseHookHandler } from 'fastify';
import { createKernel, observabilityHandler, ofType, type KernelContext } from 'ron-kernel';

interface Order {
  readonly type: 'order';
  readonly total: number;
}

const web = {
  name: 'web',
  start: async ({ bus, signal, ready, logger }: KernelContext<Order>): Promise<void> => {
    const app = fastify();
    app.post<{ Body: { total: unknown } }>('/orders', { onResponse: count }, (request, reply) => {
      bus.publish({ type: 'order', total: Number(request.body.total) });
      return reply.code(202).send();
    });
    app.get('/readyz', (request, reply) => observe(request.raw, reply.hijack().raw));
    app.get('/metrics', (request, reply) => observe(request.raw, reply.hijack().raw));
    logger.info('listening', { url: await app.listen({ port: Number(process.env['PORT'] ?? 0) }) });
    ready();
    await once(signal, 'abort');
    await app.close();
  },
};

const kernel = await createKernel({ services: [web] });
const observe = observabilityHandler(kernel); // counts its own answers
const count: onResponseHookHandler = ({ method, routeOptions }, reply, done) => {
  const { statusCode: status, elapsedTime } = reply;
  const route = routeOptions.url ?? 'none';
  kernel.metrics.observeRequest({ route, method, status, seconds: elapsedTime / 1_000 });
  done();
};
kernel.bus.pipe(ofType('order')).subscribe(({ total }) => kernel.logger.info('order', { total }));
await kernel.metrics.registry(); // from here on, answers are counted
await kernel.start();
