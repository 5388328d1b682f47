import { DiscardPolicy, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, nanos } from '@nats-io/transport-node';

/** A message of a stream. */
interface TestMessage {
  readonly subject: string;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** How a stream is made. */
export interface TestStreamOptions {
  /** How many messages it keeps before it refuses more. */
  readonly maxMessages?: number;
  /** Milliseconds that it knows ids. */
  readonly duplicateWindow?: number;
}

/** A stream, from without. */
export interface TestStream {
  /** How many messages it has. */
  count(): Promise<number>;
  /** What it has, oldest first. */
  messages(): Promise<readonly TestMessage[]>;
  /** Forgets them. */
  purge(): Promise<void>;
}

/** Adds a stream to a real broker. */
export async function streamOf(
  url: string,
  name: string,
  subjects: readonly string[],
  { maxMessages = -1, duplicateWindow = 120_000 }: TestStreamOptions = {},
): Promise<TestStream> {
  const asked = async <A>(ask: (manager: JetStreamManager) => Promise<A>): Promise<A> => {
    const connection = await connect({ servers: url });
    try {
      return await ask(await jetstreamManager(connection, { timeout: 20_000 }));
    } finally {
      await connection.close();
    }
  };
  await asked(({ streams }) =>
    streams.add({
      name,
      subjects: [...subjects],
      max_msgs: maxMessages,
      discard: DiscardPolicy.New,
      duplicate_window: nanos(duplicateWindow),
    }),
  );
  return {
    count: () => asked(async ({ streams }) => (await streams.info(name)).state.messages),
    messages: () =>
      asked(async ({ streams }) => {
        const { state } = await streams.info(name);
        const messages: TestMessage[] = [];
        for (let seq = state.first_seq; seq <= state.last_seq; seq++) {
          const message = await streams.getMessage(name, { seq });
          if (message === null) continue;
          const headers = Object.fromEntries(
            [...message.header].map(([key, [value = '']]) => [key, value]),
          );
          messages.push({ subject: message.subject, text: message.string(), headers });
        }
        return messages;
      }),
    purge: () =>
      asked(async ({ streams }) => {
        await streams.purge(name);
      }),
  };
}
