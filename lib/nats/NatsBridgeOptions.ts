import type { Overflow, Reporting } from '../bus/index.js';
import type { BusEvent } from '../Kernel.js';
import type { Backoff, ChildSpec } from '../supervision/index.js';
import type { EventCodec } from './wire/EventCodec.js';
import type { NatsAuth, NatsTls, NatsTransport } from './transport/NatsTransport.js';
import type { Observable } from 'rxjs';

/** One type of event that a bridge sends. */
export interface SendRoute<E extends BusEvent = BusEvent> {
  /** The events' `type`. */
  readonly type: E['type'];
  /** Where they are published. Default: the bridge's `prefix`, a dot and the type. */
  readonly subject?: string;
  /** The version of the type's schema, which receivers must know: a whole number from 0. Default 1. */
  readonly schema?: number;
  /**
   * What an event is about, such as a sensor's name: events of one key keep their order wherever
   * their shards are received. Needs `shards`.
   */
  readonly key?: (event: never) => string;
  /**
   * How many subjects the type is spread over, by `key`: `<subject>.0`, `<subject>.1`, …; from 1 to
   * 65,536. Default: not spread.
   */
  readonly shards?: number;
  /**
   * - `'at-most-once'`: it goes to whoever listens at that moment.
   * - `'at-least-once'`: it goes into the JetStream stream that has the subject, and stays in the outbox,
   *   one of its own under the name `<bridge>.<type>`, until that has it. Needs `@nats-io/jetstream`.
   *
   * Default `'at-most-once'`.
   */
  readonly delivery?: 'at-most-once' | 'at-least-once';
  /**
   * What its stream knows an event by, such as an order's number: of two with the same id, within the stream's
   * duplicate window, it keeps one. Needs `delivery: 'at-least-once'`. Default: an id of its own for each event
   * that is published, so that what is sent again is kept once.
   */
  readonly id?: (event: never) => string;
  /**
   * How many events may be under way to the stream at once: from 1 to 65,536. With 1, the stream has them in order
   * even where it refuses one now and again. Needs `delivery: 'at-least-once'`. Default 256.
   */
  readonly maxInFlight?: number;
}

/** One type of event that a bridge receives. */
export interface ReceiveRoute<E extends BusEvent = BusEvent> {
  /** The events' `type`. A message that holds another is set aside. */
  readonly type: E['type'];
  /** Where they are published. Default: the bridge's `prefix`, a dot and the type. */
  readonly subject?: string;
  /** The versions of the type's schema that are understood; others are set aside. Default `[1]`. */
  readonly schemas?: readonly number[];
  /** Which shards are received, where senders spread the type: all, or some by number. Default: it isn't spread. */
  readonly shards?: 'all' | readonly number[];
  /**
   * A queue group: of all bridges that name the same, one gets each message. Which one is the
   * broker's choice, message by message; for order per key, divide the shards instead. Default none: each gets all.
   */
  readonly queue?: string;
  /** Looks whether an event has the shape its type promises. `false` or a throw sets it aside. Default: only `type` is looked at. */
  readonly guard?: (event: object) => boolean;
  /**
   * - `'at-most-once'`: what is sent while this node listens.
   * - `'at-least-once'`: what the JetStream stream keeps that has the subject. It is taken as long as somebody asks
   *   by {@link NatsBridge.acknowledged}, and acknowledged when all who ask have it. Needs `durable` and
   *   `@nats-io/jetstream`.
   *
   * Default `'at-most-once'`.
   */
  readonly delivery?: 'at-most-once' | 'at-least-once';
  /**
   * The name of the durable consumer, by which the stream remembers what was acknowledged. Nodes that name the
   * same share the messages; with names of their own, each gets all. Where shards are numbered, each has one
   * of its own, `<durable>-<shard>`. Only with `delivery: 'at-least-once'`.
   */
  readonly durable?: string;
  /**
   * How many messages the consumer hands out, to all nodes that share it, before it waits for acknowledgements: from 1
   * to 65,536. With 1, one is done with before the next comes. Only with `delivery: 'at-least-once'`. Default 256.
   */
  readonly maxInFlight?: number;
  /**
   * Milliseconds until the stream hands a message out again, when its node is gone: from 100. A node that lives
   * asks for more time by itself. Only with `delivery: 'at-least-once'`. Default 30,000.
   */
  readonly ackWait?: number;
  /**
   * How often a message is handed out, whoever failed or went away, before it is a dead letter: from 1 to 1,000. Only with
   * `delivery: 'at-least-once'`. Default 5.
   */
  readonly maxDeliver?: number;
  /**
   * How long a message that somebody failed on waits until it is handed out again. Only with
   * `delivery: 'at-least-once'`. Default: exponential from 1 s to 60 s, full jitter.
   */
  readonly redelivery?: Backoff;
  /**
   * Where dead letters are published, with the headers `Ron-Error`, `Ron-Subject` and `Ron-Deliveries` beside their own. It
   * needs a stream too. `false`: they are given up. Only with `delivery: 'at-least-once'`. Default: `dead.` and the subject.
   */
  readonly deadLetter?: string | false;
}

/** Carries a trace along with the events. */
export interface BridgeTrace {
  /** The trace of the event that is being handed over, as W3C's `traceparent`; called in the event's context. */
  readonly current: () => string | undefined;
  /** Runs `publish`, which publishes an event that came with this `traceparent`, or with none. */
  readonly run: (traceparent: string | undefined, publish: () => void) => void;
}

/** A bus, as far as a bridge needs one. */
export type BridgeBus = Observable<BusEvent> &
  Reporting & {
    /** Publishes what came in. */
    publish(event: BusEvent): number;
  };

/** The part of {@link NatsBridgeOptions} that may come from a config. */
export interface NatsConnectionOptions {
  /** Addresses such as `nats://127.0.0.1:4222`; one is enough to find a cluster's node, more to outlive it. */
  readonly servers?: string | readonly string[];
  /** User and password, a token, or credentials. Default: anonymous. */
  readonly auth?: NatsAuth;
  /** How the connection is encrypted. Default: only where the broker demands it. */
  readonly tls?: NatsTls;
}

/** Options of {@link natsBridge}: a child's, and those of its bridge. A key that is none of them is refused, here and in a route. */
export interface NatsBridgeOptions<E extends BusEvent = BusEvent>
  extends
    Omit<ChildSpec, 'start' | 'readyWhen' | 'stopBy' | 'critical' | 'heartbeatTimeout'>,
    NatsConnectionOptions {
  /**
   * What a config says, for each connection anew: `(config) => config.nats`. Goes before the options
   * above. In a kernel only.
   */
  readonly configure?: (config: never) => NatsConnectionOptions;
  /** The types of events that leave this node; nothing else does. Default none. */
  readonly send?: readonly (E['type'] | SendRoute<E>)[];
  /** The types of events that come in; nothing else does. Default none. */
  readonly receive?: readonly (E['type'] | ReceiveRoute<E>)[];
  /** What subjects begin with. Default `'ron'`. */
  readonly prefix?: string;
  /** The bus to bridge. Default: the kernel's; a bare Supervisor has none. */
  readonly bus?: BridgeBus;
  /** How many events may wait to be sent: a whole number from 1 to 4,194,304. Default: the bus's capacity. */
  readonly capacity?: number;
  /** What is lost when more wait. Default `'drop-oldest'`. */
  readonly overflow?: Exclude<Overflow, 'error'>;
  /** Whether a node whose broker is away is unready, or only degraded. Default true. */
  readonly critical?: boolean;
  /** How events become bytes. Default {@link jsonCodec}. */
  readonly codec?: EventCodec;
  /** How often an event is sent on, by bridges that got it from another: from 1 to 255. Default 4. */
  readonly maxHops?: number;
  /** Carries traces. Default: an event that is sent on keeps the trace it came with. */
  readonly trace?: BridgeTrace;
  /** How long it waits before it connects anew, or offers a stream again what that didn't take. Default: exponential from 100 ms to 5 s, full jitter. */
  readonly backoff?: Backoff;
  /** The way to the broker. Default: the client `@nats-io/transport-node`, loaded when the bridge starts. */
  readonly transport?: NatsTransport;
}
