import type { NatsHeaders, NatsMessage } from './NatsMessage.js';

/** What became of a message that was to be stored. */
export type NatsStoreOutcome =
  | {
      /** A stream has it. */
      readonly stored: true;
      /** Whether it had one of that id before, and kept that alone. */
      readonly duplicate: boolean;
    }
  | {
      /** No stream has it, as far as is known. */
      readonly stored: false;
      /** Why, in words; never empty. */
      readonly reason: string;
      /** Whether no further attempt would change that. */
      readonly final: boolean;
    };

/** A message of a stream, in hand until one of its methods but `working` is called. Each says whether the session took it. */
export interface NatsStoredMessage extends NatsMessage {
  /** All its headers. */
  readonly headers: NatsHeaders;
  /** What its stream knows it by: the id it was stored under, or else its number there. */
  readonly id: string;
  /** How often it was handed out, this time included. */
  readonly deliveries: number;
  /** It is done with. */
  ack(): boolean;
  /** It is to be handed out again, `delay` milliseconds from now. */
  nak(delay: number): boolean;
  /** It is never to be handed out again. */
  term(): boolean;
  /** It is being worked at: `ackWait` begins anew. */
  working(): boolean;
}

/** What a durable consumer of a stream is to be. */
export interface NatsConsumerOptions {
  /** The stream's name. */
  readonly stream: string;
  /** The consumer's name; those that share it share its messages. */
  readonly durable: string;
  /** Which of the stream's subjects it is for; may have wildcards. */
  readonly subject: string;
  /** Milliseconds until a message that isn't answered is handed out again. */
  readonly ackWait: number;
  /** How many messages it hands out, to all who share it, before it waits for answers. */
  readonly maxInFlight: number;
}

/** A question for messages. */
export interface NatsPull {
  /**
   * Resolves when all it asked for have come, the session or the broker's patience is over; to a reason
   * where the broker won't hand any out.
   */
  readonly over: Promise<string | undefined>;
  /** Asks for no more; resolves once those already on their way were handed over, and the broker keeps none for it. */
  drain(): Promise<void>;
}

/** A durable consumer, within one session. */
export interface NatsConsumer {
  /** Asks for `count` messages; `onMessage` is called for each, and must not throw. */
  pull(count: number, onMessage: (message: NatsStoredMessage) => void): NatsPull;
}

/** What a broker keeps, within one session: JetStream. */
export interface NatsJetStream {
  /** The name of the stream that has this subject, which may have wildcards; nothing if none has, or the broker keeps none. */
  streamOf(subject: string): Promise<string | undefined>;
  /**
   * Has a message stored, once for each `id` as long as the stream remembers it. Never rejects: what
   * isn't answered within some seconds, or before the session ends, isn't known to be stored.
   */
  store(
    subject: string,
    data: Uint8Array,
    headers: NatsHeaders,
    id: string,
  ): Promise<NatsStoreOutcome>;
  /** Makes a durable consumer, or brings the one of that name up to date. Rejects if it can't be. */
  consumer(options: NatsConsumerOptions): Promise<NatsConsumer>;
}
