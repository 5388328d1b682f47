import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node';
import type { Client } from './Client.js';
import { drained } from './drained.js';
import { headerOf } from './headerOf.js';
import type { NatsHeaders } from '../transport/NatsMessage.js';
import type {
  NatsConsumer,
  NatsConsumerOptions,
  NatsPull,
  NatsStoredMessage,
} from '../transport/NatsJetStream.js';

/** Milliseconds that the broker keeps a question for messages. */
const EXPIRES = 30_000;
/** Milliseconds after that until the question counts as lost. */
const GRACE = 10_000;
const NANOSECONDS = 1_000_000;
const ACK = Buffer.from('+ACK'); // as text, it would be encoded for each message

/** How often a message was handed out, and its number in the stream: its reply subject says. */
interface Handout {
  readonly deliveries: number;
  readonly number: string;
}

/** `$JS.ACK.<stream>.<consumer>.<deliveries>.<number>.…`; newer brokers put two more words before the stream. */
function handoutOf(reply = ''): Handout | undefined {
  const words = reply.split('.');
  if (words[0] !== '$JS' || words[1] !== 'ACK') return undefined;
  const [deliveries, number = ''] = words.slice(words.length > 9 ? 6 : 4);
  return { deliveries: Number(deliveries), number };
}

/** A message of the client's, as a bridge sees it. */
class PulledMessage implements NatsStoredMessage {
  readonly id: string;
  readonly deliveries: number;

  constructor(
    private readonly connection: NatsConnection,
    private readonly message: Msg,
    { deliveries, number }: Handout,
    private readonly known: string | undefined,
  ) {
    this.id = headerOf(message, 'Nats-Msg-Id') ?? `number ${number}`;
    this.deliveries = deliveries;
  }

  get subject(): string {
    return this.known ?? this.message.subject; // which is decoded anew for each message
  }

  get headers(): NatsHeaders {
    const headers: Record<string, string> = {};
    for (const [name, [value = '']] of this.message.headers ?? []) headers[name] = value;
    return headers;
  }

  get data(): Uint8Array {
    return this.message.data;
  }

  header(name: string): string | undefined {
    return headerOf(this.message, name);
  }

  ack(): boolean {
    return this.answer(ACK);
  }

  nak(delay: number): boolean {
    const nanoseconds = Math.round(delay) * NANOSECONDS;
    return this.answer(nanoseconds === 0 ? '-NAK' : `-NAK {"delay":${nanoseconds}}`);
  }

  term(): boolean {
    return this.answer('+TERM');
  }

  working(): boolean {
    return this.answer('+WPI');
  }

  private answer(answer: string | Uint8Array): boolean {
    return !this.connection.isClosed() && this.message.respond(answer);
  }
}

/**
 * A durable consumer on the real client's connection. The client's own has no way to ask for no more and still
 * have what is on its way, which would be handed out again only when `ackWait` is over. What ends the pulls that
 * are open is kept in `pulls`, to be called once the session is over: their subscriptions are closed a little
 * earlier, when the connection still takes questions that nothing would ever end.
 */
export function openConsumer(
  client: Client,
  connection: NatsConnection,
  pulls: Set<() => void>,
  { durable, stream, subject }: Pick<NatsConsumerOptions, 'durable' | 'stream' | 'subject'>,
): NatsConsumer {
  const next = `$JS.API.CONSUMER.MSG.NEXT.${stream}.${durable}`;
  const known = subject.includes('*') ? undefined : subject;
  const info = `$JS.API.CONSUMER.INFO.${stream}.${durable}`;
  return {
    pull: (count, onMessage): NatsPull => {
      const inbox = client.createInbox();
      let left = count;
      let end: (reason: string | undefined) => void = () => undefined;
      const over = new Promise<string | undefined>((resolve) => (end = resolve));
      let subscription: Subscription | undefined;
      const finish = (reason?: string): void => {
        clearTimeout(lost);
        pulls.delete(finish);
        subscription?.unsubscribe();
        end(reason);
      };
      pulls.add(finish);
      const lost = setTimeout(finish, EXPIRES + GRACE);
      const take = (error: Error | null, message: Msg): void => {
        if (error !== null) {
          finish(error.message);
          return;
        }
        const handout = handoutOf(message.reply);
        if (handout !== undefined) {
          left -= 1;
          onMessage(new PulledMessage(connection, message, handout, known));
          if (left === 0) finish();
          return;
        }
        const { code = 503, description = '' } = message.headers ?? {};
        // 100 says that it is alive, 408 that it waited long enough
        if (code === 408) finish();
        else if (code !== 100) finish(description === '' ? `status ${code}` : description);
      };
      try {
        subscription = connection.subscribe(inbox, { callback: take });
        const question = { batch: count, expires: EXPIRES * NANOSECONDS };
        connection.publish(next, JSON.stringify(question), { reply: inbox });
      } catch {
        finish(); // the session is over
      }
      return {
        over,
        drain: async () => {
          if (subscription?.isClosed() === false) {
            // A broker before 2.10.14 notices that nobody waits any more when it hands the next message out, which
            // is lost until `ackWait` is over if it was handed back; asked how the consumer is, it looks before it says.
            await Promise.allSettled([drained(subscription), connection.request(info)]);
          }
          finish();
        },
      };
    },
  };
}
