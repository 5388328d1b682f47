import { natsDouble, type NatsDouble } from 'ron-kernel/testing';
import type { NatsTransport } from 'ron-kernel/nats';
import { NatsServer, type NatsServerOptions } from './NatsServer.js';
import { streamOf, type TestStream, type TestStreamOptions } from './streamOf.js';

/** What the contract of a bridge needs of a broker, whichever it is. */
export interface TestBroker extends AsyncDisposable {
  readonly servers: string;
  /** The way to it for a bridge of that name; undefined: the real client. */
  transport(name: string): NatsTransport | undefined;
  stop(): Promise<void>;
  start(): Promise<void>;
  pause(): void;
  resume(): void;
  /** Adds a stream. */
  stream(
    name: string,
    subjects: readonly string[],
    options?: TestStreamOptions,
  ): Promise<TestStream>;
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
    stream: (name, subjects, options) => {
      const stream = double.stream({ name, subjects, ...options });
      return Promise.resolve({
        count: () => Promise.resolve(stream.messages.length),
        messages: () =>
          Promise.resolve(
            stream.messages.map(({ data, headers, subject }) => ({
              ...{ headers, subject, text: Buffer.from(data).toString() },
            })),
          ),
        purge: () => {
          stream.purge();
          return Promise.resolve();
        },
      });
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

export const makeDouble: MakeBroker = (options) => Promise.resolve(doubled(natsDouble(options)));

/** A real broker, and how it is set up. */
export async function serverWith(options: NatsServerOptions): Promise<TestBroker> {
  return brokerOf(await NatsServer.started(options));
}

/** A real broker that runs. */
export function brokerOf(server: NatsServer): TestBroker {
  return {
    servers: server.url,
    transport: () => undefined,
    stop: () => server.kill('SIGKILL'),
    start: () => server.restart(),
    pause: () => server.signal('SIGSTOP'),
    resume: () => server.signal('SIGCONT'),
    stream: (...stream) => streamOf(server.url, ...stream),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

export const makeServer: MakeBroker = ({ token } = {}) =>
  serverWith({ args: ['-js', ...(token === undefined ? [] : ['--auth', token])] });
