import { natsDouble, type NatsDouble } from 'ron-kernel/testing';
import type { NatsTransport } from 'ron-kernel/nats';
import { NatsServer } from './NatsServer.js';

/** What the contract of a bridge needs of a broker, whichever it is. */
export interface TestBroker extends AsyncDisposable {
  readonly servers: string;
  /** The way to it for a bridge of that name; undefined: the real client. */
  transport(name: string): NatsTransport | undefined;
  stop(): Promise<void>;
  start(): Promise<void>;
  pause(): void;
  resume(): void;
}

/** How a kind of broker is made, with the token it asks for. */
export type MakeBroker = (options?: { readonly token?: string }) => Promise<TestBroker>;

export function doubled(double: NatsDouble): TestBroker {
  return {
    servers: 'double',
    transport: (name) => double.transport(name),
    stop: async () => {
      double.stop();
      await Promise.resolve();
    },
    start: async () => {
      double.start();
      await Promise.resolve();
    },
    pause: () => double.pause(),
    resume: () => double.resume(),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

export const makeDouble: MakeBroker = (options) => Promise.resolve(doubled(natsDouble(options)));

export const makeServer: MakeBroker = async ({ token } = {}) => {
  const server = await NatsServer.started({ args: token === undefined ? [] : ['--auth', token] });
  return {
    servers: server.url,
    transport: () => undefined,
    stop: () => server.kill('SIGKILL'),
    start: () => server.restart(),
    pause: () => server.signal('SIGSTOP'),
    resume: () => server.signal('SIGCONT'),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
};
