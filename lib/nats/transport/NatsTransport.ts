import type { NatsJetStream } from './NatsJetStream.js';
import type { NatsHeaders, NatsMessage } from './NatsMessage.js';

/** A subscription within a session. */
export interface NatsSubscription {
  /** Asks for no more messages; resolves once those already on their way were handed over. */
  drain(): Promise<void>;
}

/** How a session ended. */
export interface NatsSessionEnd {
  /** Why, in words; never empty. */
  readonly reason: string;
  /** Whether the broker ended it because this side didn't read fast enough. */
  readonly slowConsumer: boolean;
  /** What the broker won't let this side do, which no further session would change. Default: nothing. */
  readonly refusal?: Error;
}

/** One connection to a broker, from its beginning to its end. It never reconnects by itself. */
export interface NatsSession {
  /** The broker's address, without credentials. */
  readonly server: string;
  /** How many bytes a message may have, its headers included. */
  readonly maxPayload: number;
  /** Settles, and never rejects, when the session is over, whoever ended it. */
  readonly closed: Promise<NatsSessionEnd>;
  /** Hands a message to the broker. Throws when the session is over. Nothing comes back to this session. */
  publish(subject: string, data: Uint8Array, headers: NatsHeaders): void;
  /**
   * Resolves when the broker has everything published before. It may reject where the session ends, and stay
   * pending after the end.
   */
  flush(): Promise<void>;
  /** Asks for messages; `onMessage` is called for each, in order, and must not throw. */
  subscribe(
    subject: string,
    queue: string | undefined,
    onMessage: (message: NatsMessage) => void,
  ): NatsSubscription;
  /** What the broker keeps. Throws {@link NatsMissingError} where the client for that isn't installed. */
  jetStream(): NatsJetStream;
  /** Ends the session at once. */
  close(): Promise<void>;
}

/** A way to a broker: the real client's, or a double for tests. */
export interface NatsTransport {
  /**
   * Opens a session. Rejects with {@link NatsAuthorizationError} when the broker is there and refuses,
   * which no further attempt would change; with anything else when it can't be reached.
   */
  connect(target: NatsTarget): Promise<NatsSession>;
}

/** Who this side is towards a broker. */
export type NatsAuth =
  | {
      /** The user's name. */
      readonly user: string;
      /** The user's password. */
      readonly password: string;
    }
  | {
      /** A token that stands for the user. */
      readonly token: string;
    }
  | {
      /** What a `.creds` file holds: a user's JWT and its seed. */
      readonly credentials: string;
    };

/** How a connection is encrypted. An empty object: encrypted, with the system's authorities. */
export interface NatsTls {
  /** The authorities to trust, PEM. Default: the system's. */
  readonly ca?: string;
  /** This side's certificate, PEM. Default none. */
  readonly cert?: string;
  /** Its private key, PEM. Default none. */
  readonly key?: string;
}

/** Where a broker is and how to get in. */
export interface NatsTarget {
  /** Addresses such as `nats://127.0.0.1:4222`, tried in any order. */
  readonly servers: readonly string[];
  /** What the connection is called in the broker's own reports. */
  readonly name: string;
  /** Default: anonymous. */
  readonly auth?: NatsAuth;
  /** Default: encrypted only where the broker demands it. */
  readonly tls?: NatsTls;
}
