import type { BusEvent } from '../Kernel.js';
import type { BridgePlan } from './BridgePlan.js';
import type { ReceiveRefusal } from './BridgeStats.js';
import type { Counts } from './Counts.js';
import { noteDelivery, type Delivery } from './deliveryOf.js';
import { EVENT_HEADER, parseEventHeader, TRACE_HEADER, type EventHeader } from './eventHeader.js';
import type { Gaps } from './Gaps.js';
import type { NatsMessage } from './NatsMessage.js';
import type { NatsSession, NatsSubscription } from './NatsTransport.js';
import type { Refusal } from './Refusal.js';
import type { ReceivePlan } from './routes.js';

/** What an inbox stands on. */
export interface InboxOptions {
  readonly plan: BridgePlan;
  readonly counts: Counts;
  readonly gaps: Gaps;
  /** This node. */
  readonly origin: string;
  /** The bridge, by identity: what it received it doesn't send. */
  readonly bridge: object;
  readonly publish: (event: BusEvent) => void;
  readonly refuse: (refusal: Refusal) => void;
}

function isEvent(value: unknown, type: string): value is BusEvent {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === type;
}

/** Publishes on the bus what comes from the broker, as it comes: it holds nothing itself. */
export class Inbox {
  private subscriptions: NatsSubscription[] = [];

  constructor(private readonly options: InboxOptions) {}

  /** Subscribes, in a session that has just begun. */
  open(session: NatsSession): void {
    this.subscriptions = this.options.plan.receive.flatMap((route) =>
      route.subjects.map((subject) =>
        session.subscribe(subject, route.queue, (message) => this.take(route, message)),
      ),
    );
  }

  /** Takes what is on its way, and no more. */
  async drain(): Promise<void> {
    await Promise.all(this.subscriptions.splice(0).map((subscription) => subscription.drain()));
  }

  private take(route: ReceivePlan, message: NatsMessage): void {
    const { counts, gaps, publish } = this.options;
    counts.received.arrived += 1;
    const text = message.header(EVENT_HEADER);
    const header = text === undefined ? undefined : parseEventHeader(text);
    if (header === undefined) {
      this.refuse(message, 'foreign');
      return;
    }
    // In a queue group, numbers are missing because another member has them.
    const missing = gaps.take(header.sender, message.subject, header.sequence);
    if (missing === undefined) {
      this.refuse(message, 'duplicate');
      return;
    }
    if (route.queue === undefined) counts.received.missed += missing;
    const event = this.read(route, header, message);
    if (event === undefined) return;
    const traceparent = message.header(TRACE_HEADER);
    noteDelivery(event, this.delivery(header, message.subject, traceparent), this.options.bridge);
    counts.received.published += 1;
    const { trace } = this.options.plan;
    if (trace === undefined) publish(event);
    else trace.run(traceparent, () => publish(event));
  }

  private read(
    route: ReceivePlan,
    header: EventHeader,
    message: NatsMessage,
  ): BusEvent | undefined {
    const { codec, maxHops } = this.options.plan;
    if (header.origin === this.options.origin || header.hops > maxHops) {
      this.refuse(message, 'looped');
    } else if (header.codec !== codec.name) {
      this.refuse(message, 'codec');
    } else if (!route.schemas.has(header.schema)) {
      this.refuse(message, 'schema');
    } else {
      return this.decode(route, message);
    }
    return undefined;
  }

  private decode({ type, guard }: ReceivePlan, message: NatsMessage): BusEvent | undefined {
    try {
      const event = this.options.plan.codec.decode(message.data);
      if (isEvent(event, type) && (guard === undefined || guard(event))) return event;
      this.refuse(message, 'malformed');
    } catch (error) {
      this.refuse(message, 'malformed', error);
    }
    return undefined;
  }

  private delivery(
    { origin, hops, schema }: EventHeader,
    subject: string,
    traceparent: string | undefined,
  ): Delivery {
    return { bridge: this.options.plan.name, subject, origin, hops, schema, traceparent };
  }

  private refuse({ subject, data }: NatsMessage, reason: ReceiveRefusal, error?: unknown): void {
    this.options.counts.refused[reason] += 1;
    this.options.refuse({
      direction: 'receive',
      subject,
      reason,
      data,
      ...(error !== undefined && { error }),
    });
  }
}
