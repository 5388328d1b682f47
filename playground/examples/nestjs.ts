// A NestJS application with a kernel to inject, which starts and stops with it. NestJS needs TypeScript's
// "experimentalDecorators" and "emitDecoratorMetadata".
import 'reflect-metadata';
import { Inject, Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ignoreElements, tap } from 'rxjs';
import { createKernel, ofType, type KernelContext } from 'ron-kernel';

interface Order {
  readonly type: 'order';
  readonly total: number;
}
const invoices = {
  name: 'invoices',
  start: ({ bus }: KernelContext<Order>) =>
    bus.pipe(
      ofType('order'),
      tap(({ total }) => console.log(`please pay ${total}`)),
      ignoreElements(),
    ),
};
const openKernel = () => createKernel({ services: [invoices], signals: false }); // NestJS has the signals

@Injectable()
class Shop {
  constructor(@Inject('KERNEL') private readonly kernel: Awaited<ReturnType<typeof openKernel>>) {}
  order = (total: number) => this.kernel.bus.publish({ type: 'order', total });
  onApplicationBootstrap = () => this.kernel.start();
  onApplicationShutdown = (signal = 'closed') => this.kernel.stop(signal);
}

@Module({ providers: [{ provide: 'KERNEL', useFactory: openKernel }, Shop] })
class ShopModule {}

const app = await NestFactory.createApplicationContext(ShopModule);
app.enableShutdownHooks(); // SIGTERM closes it
app.get(Shop).order(12);
await app.close();
