import { NatsAuthorizationError } from '../nats/transport/NatsAuthorizationError.js';
import type { NatsTransport } from '../nats/transport/NatsTransport.js';
import { DoubleBroker } from './DoubleBroker.js';
import {
  DoubleStream,
  type NatsDoubleStream,
  type NatsDoubleStreamOptions,
} from './DoubleStream.js';

/** How a {@link natsDouble} is made. */
export interface NatsDoubleOptions {
  /** The token that every bridge must show. Default: none is asked for. */
  readonly token?: string;
  /** Bytes a message may have. Default 1,048,576. */
  readonly maxPayload?: number;
}

/** A broker that isn't one: everything happens in this process. */
export interface NatsDouble {
  /** A way to it, for a bridge's `transport`; `name` is what {@link NatsDouble.cut} and the others call it. */
  transport(name: string): NatsTransport;
  /** Goes away: every session ends, what is under way is lost, nobody gets in. */
  stop(): void;
  /** Comes back. */
  start(): void;
  /** Answers nobody and hands nothing over, but keeps sessions and takes what is sent. */
  pause(): void;
  /** Goes on where it paused. */
  resume(): void;
  /** Ends the session of that name, which may connect again; `slowConsumer`: because it read too slowly. */
  cut(name: string, slowConsumer?: boolean): void;
  /** Keeps that name away until {@link NatsDouble.heal}: a partition. */
  part(name: string): void;
  /** Ends a partition. */
  heal(name: string): void;
  /** Adds a stream, for what is delivered at least once. Like its consumers, it outlives {@link NatsDouble.stop}. */
  stream(options: NatsDoubleStreamOptions): NatsDoubleStream;
  /** Hands out, or has its stream keep, a message as somebody else would who isn't a bridge. */
  inject(subject: string, data: Uint8Array, headers?: Readonly<Record<string, string>>): void;
}

/**
 * A double of a NATS broker, so that bridges can be tested without one: subjects with wildcards, queue
 * groups, order, streams with durable consumers, and on demand what goes wrong with brokers and networks. It uses
 * microtasks, and timers only for what streams hand out again, so that it works on a virtual clock too.
 *
 * @example
 * ```ts
 * import { Bus, Supervisor } from 'ron-kernel';
 * import { natsBridge } from 'ron-kernel/nats';
 * import { natsDouble } from 'ron-kernel/testing';
 *
 * const broker = natsDouble();
 * const bus = new Bus<{ readonly type: string }>();
 * const bridge = natsBridge({ name: 'a', servers: 'double', bus, send: ['hello'], transport: broker.transport('a') });
 * const supervisor = new Supervisor({ children: [bridge] });
 * await supervisor.start();
 * bus.publish({ type: 'hello' });
 * await supervisor.stop();
 * console.log(bridge.stats().sent.confirmed); // 1
 * ```
 */
export function natsDouble({
  token,
  maxPayload = 1024 * 1024,
}: NatsDoubleOptions = {}): NatsDouble {
  const broker = new DoubleBroker(maxPayload);
  return {
    transport: (name) => ({
      connect: async ({ auth, servers }) => {
        await Promise.resolve();
        if (token !== undefined && !(auth && 'token' in auth && auth.token === token)) {
          throw new NatsAuthorizationError(servers);
        }
        return broker.connect(name);
      },
    }),
    stop: () => broker.setUp(false),
    start: () => broker.setUp(true),
    pause: () => broker.setPaused(true),
    resume: () => broker.setPaused(false),
    cut: (name, slowConsumer = false) => broker.cut(name, slowConsumer),
    part: (name) => broker.part(name),
    heal: (name) => broker.heal(name),
    stream: (options) => {
      const stream = new DoubleStream(options);
      broker.streams.push(stream);
      return stream;
    },
    inject: (subject, data, headers = {}) => broker.publish(undefined, { subject, data, headers }),
  };
}
