import 'reflect-metadata';
import { Logger } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CqrsModule, EventBus } from '@nestjs/cqrs';
import { concatMap } from 'rxjs';
import type { Tick } from '../../micro/support/handlers.js';
import { uncounted, type Way } from './Way.js';

/** NestJS's event bus, from an application that has nothing else. */
export async function nestEventBusWay(): Promise<Way> {
  Logger.overrideLogger(false);
  const app = await NestFactory.createApplicationContext(CqrsModule.forRoot());
  const bus = app.get<EventBus<Tick>>(EventBus);
  return {
    publish: (tick) => void bus.publish(tick),
    subscribe: (handle) => void bus.subscribe(handle),
    subscribeAsync: (handle) => void bus.pipe(concatMap(handle)).subscribe(),
    dropped: uncounted,
  };
}
