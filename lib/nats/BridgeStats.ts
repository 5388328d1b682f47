import type { Refusal } from './Refusal.js';

/** What became of the events the bus handed to a bridge: handed = confirmed + unconfirmed + refused + inFlight + waiting + abandoned. */
export interface SentStats {
  /** Events the bus handed over: what `delivered` of the bridge's own subscriber says, over all its runs. */
  readonly handed: number;
  /** Events the broker has. */
  readonly confirmed: number;
  /** Events under way when a connection was lost: the broker has them or not. */
  readonly unconfirmed: number;
  /** Events that couldn't be sent, and never can: see `refused$`. */
  readonly refused: number;
  /** Events under way. */
  readonly inFlight: number;
  /** Events in hand that are yet to be sent. */
  readonly waiting: number;
  /** Events that were in hand when the bridge had to stop. */
  readonly abandoned: number;
}

/**
 * What became of the events the bus handed over to be delivered at least once:
 * handed = acknowledged + refused + inFlight + waiting + abandoned.
 */
export interface StoredStats {
  /** Events the bus handed over: what `delivered` of the types' own subscribers says, over all the bridge's runs. */
  readonly handed: number;
  /** Events a stream has. */
  readonly acknowledged: number;
  /** Events that can't be stored, and never can be: see `refused$`. */
  readonly refused: number;
  /** Events under way. */
  readonly inFlight: number;
  /** Events in hand that are yet to be sent, or to be sent again. */
  readonly waiting: number;
  /** Events that no stream was known to have when the bridge had to stop. */
  readonly abandoned: number;
  /** How often an event was sent once more, since nothing said that a stream has it. */
  readonly retried: number;
  /** How many of those acknowledged the stream had already. */
  readonly duplicates: number;
}

/** What became of the messages that arrived: arrived = published + Σ refused. */
export interface ReceivedStats {
  /** Messages the broker handed over. */
  readonly arrived: number;
  /** Events published on the bus, in whose own account they go on. */
  readonly published: number;
  /** Messages set aside, by reason. */
  readonly refused: Readonly<Record<ReceiveRefusal, number>>;
  /**
   * Messages that were sent and never arrived, found by the gaps in what senders number. Gaps
   * tell nothing where a queue group shares the work, and the last ones lost show with the next to come.
   */
  readonly missed: number;
}

/**
 * What became of the messages that streams handed over:
 * arrived = acknowledged + returned + dead + lapsed + inHand.
 */
export interface ConsumedStats {
  /** Messages handed over, each as often as it was. */
  readonly arrived: number;
  /** Messages that all who asked for them have. */
  readonly acknowledged: number;
  /** Messages given back, to be handed out again: somebody failed, or nobody asks any more. */
  readonly returned: number;
  /** Messages that became dead letters: see `refused$`. */
  readonly dead: number;
  /** Messages that couldn't be answered, since the session was over: they come again. */
  readonly lapsed: number;
  /** Messages that somebody is at work on. */
  readonly inHand: number;
  /** Events published on the bus. */
  readonly published: number;
  /** How many of those that arrived were known: they weren't published again. */
  readonly duplicates: number;
}

/** Why a message may be set aside. */
export type ReceiveRefusal = Exclude<Refusal['reason'], 'unencodable' | 'too-large' | 'failed'>;

/** A bridge's account at one moment, over all its runs. */
export interface BridgeStats {
  /** How often it connected. */
  readonly connects: number;
  /** How often it lost a connection. */
  readonly disconnects: number;
  /** How many of those because this side read too slowly. */
  readonly slowConsumer: number;
  /** What was sent to whoever listens. */
  readonly sent: SentStats;
  /** What was sent into streams. */
  readonly stored: StoredStats;
  /** What was received as others sent it. */
  readonly received: ReceivedStats;
  /** What was received from streams. */
  readonly consumed: ConsumedStats;
}
