// An Express app as a service: it stops in order, what it logs carries the request's id, and health and
// metrics are mounted beside its routes. `PORT=3000 node express.js`, then `curl -X POST :3000/orders/12`.
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import express from 'express';
import { createKernel, observabilityHandler, ofType, type KernelContext } from 'ron-kernel';

interface Order {
  readonly type: 'order';
  readonly total: number;
}

const requestId = new AsyncLocalStorage<string>();
const app = express();
const web = {
  name: 'web',
  start: ({ signal, ready }: KernelContext<Order>) =>
    new Promise<void>((resolve, reject) => {
      const server = app.listen(Number(process.env['PORT'] ?? 0), '127.0.0.1');
      server.on('error', reject).on('close', resolve).on('listening', ready);
      server.on('listening', () => console.log('listening', server.address()));
      signal.addEventListener('abort', () => server.close());
    }),
};

const kernel = await createKernel({ services: [web], bus: { context: requestId } });
kernel.bus.pipe(ofType('order')).subscribe(({ total }) => kernel.logger.info('order', { total }));

app.use(observabilityHandler(kernel));
app.use((_request, _response, next) => requestId.run(randomUUID(), next));
app.post('/orders/:total', (request, response) => {
  kernel.bus.publish({ type: 'order', total: Number(request.params.total) });
  response.sendStatus(202);
});
await kernel.start();
