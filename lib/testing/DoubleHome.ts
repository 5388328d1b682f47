import type { NatsStoreOutcome } from '../nats/transport/NatsJetStream.js';
import type { NatsMessage } from '../nats/transport/NatsMessage.js';
import type { DoubleLine } from './DoubleLine.js';
import type { DoubleStream } from './DoubleStream.js';
import type { NatsStoredCopy } from './NatsStoredCopy.js';

/** A subscription. */
export interface Interest {
  readonly session: DoubleLine;
  readonly pattern: RegExp;
  readonly subject: string;
  readonly queue: string | undefined;
  readonly onMessage: (message: NatsMessage) => void;
}

/** What a session needs of the double of a broker it is with. */
export interface DoubleHome {
  readonly paused: boolean;
  readonly interests: Set<Interest>;
  /** Hands a message to everyone interested but its sender, and to the stream that has its subject, if one has. */
  publish(from: DoubleLine | undefined, published: NatsStoredCopy): NatsStoreOutcome | undefined;
  /** The stream that has this subject, which may have wildcards. */
  streamOf(subject: string): DoubleStream | undefined;
  /** That session is over. */
  forget(session: DoubleLine): void;
}
