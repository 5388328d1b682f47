import type {
  NatsConsumer,
  NatsConsumerOptions,
  NatsJetStream,
  NatsStoreOutcome,
} from '../nats/transport/NatsJetStream.js';
import type { NatsHeaders } from '../nats/transport/NatsMessage.js';
import type { DoubleHome } from './DoubleHome.js';
import type { DoubleLine } from './DoubleLine.js';

const LOST: NatsStoreOutcome = { stored: false, reason: 'the connection was lost', final: false };

/** The streams of a double, seen from a session. */
export class DoubleJetStream implements NatsJetStream {
  constructor(
    private readonly broker: DoubleHome,
    private readonly session: DoubleLine,
  ) {}

  async streamOf(subject: string): Promise<string | undefined> {
    await Promise.race([this.session.flush(), this.session.closed]);
    return this.broker.streamOf(subject)?.name;
  }

  store(
    subject: string,
    data: Uint8Array,
    headers: NatsHeaders,
    id: string,
  ): Promise<NatsStoreOutcome> {
    const { broker, session } = this;
    if (session.over) return Promise.resolve(LOST);
    const answer = new Promise<NatsStoreOutcome>((resolve) => {
      session.enqueue(() => {
        const published = { subject, data, headers: { ...headers, 'Nats-Msg-Id': id } };
        const stored = broker.publish(session, published);
        const reason = 'no stream has the subject';
        session.enqueue(() => resolve(stored ?? { stored: false, reason, final: false }));
      });
    });
    return Promise.race([answer, session.closed.then(() => LOST)]);
  }

  async consumer(options: NatsConsumerOptions): Promise<NatsConsumer> {
    const { broker, session } = this;
    await Promise.race([session.flush(), session.closed]);
    const stream = broker.streamOf(options.subject);
    if (stream === undefined) throw new Error('stream not found');
    return stream.consumer(options).seenFrom(session);
  }
}
