import type { NatsMessage } from '../nats/NatsMessage.js';
import type { NatsSessionEnd } from '../nats/NatsTransport.js';
import type { DoubleStream, NatsStoredCopy } from './DoubleStream.js';

/** What a double of a broker needs of a session. */
export interface DoubleLine {
  readonly over: boolean;
  readonly closed: Promise<NatsSessionEnd>;
  /** Does `step` once all before it on the line is done; never, if the session ends first. */
  enqueue(step: () => void): void;
  flush(): Promise<void>;
}

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
  /** Hands a message to everyone interested but its sender. */
  publish(from: DoubleLine | undefined, published: NatsStoredCopy): void;
  /** The stream that has this subject, which may have wildcards. */
  streamOf(subject: string): DoubleStream | undefined;
  /** That session is over. */
  forget(session: DoubleLine): void;
}
