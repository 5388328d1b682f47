import { DiscardPolicy, jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

/** A stream, from without. */
export interface TestStream {
  /** How many messages it has. */
  count(): Promise<number>;
  /** Forgets them. */
  purge(): Promise<void>;
}

/** Adds a stream to a real broker. */
export async function streamOf(
  url: string,
  name: string,
  subjects: readonly string[],
  maxMessages = -1,
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
    }),
  );
  return {
    count: () => asked(async ({ streams }) => (await streams.info(name)).state.messages),
    purge: () =>
      asked(async ({ streams }) => {
        await streams.purge(name);
      }),
  };
}
