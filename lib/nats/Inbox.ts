import type { BusEvent } from '../Kernel.js';
import type { BridgePlan } from './BridgePlan.js';
import type { ReceiveRefusal } from './BridgeStats.js';
import type { Counts } from './Counts.js';
import { noteDelivery } from './wire/deliveryOf.js';
import { EVENT_HEADER, parseEventHeader, TRACE_HEADER } from './wire/eventHeader.js';
import type { Gaps } from './wire/Gaps.js';
import type { NatsMessage } from './transport/NatsMessage.js';
import type { NatsSession, NatsSubscription } from './transport/NatsTransport.js';
import { readEvent } from './wire/readEvent.js';
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

/** Publishes on the bus what comes from the broker, as it comes: it holds nothing itself. */
export class Inbox {
  private subscriptions: NatsSubscription[] = [];

  constructor(private readonly options: InboxOptions) {}

  /** Subscribes, in a session that has just begun. */
  open(session: NatsSession): void {
    const routes = this.options.plan.receive.filter(({ consuming }) => consuming === undefined);
    this.subscriptions = routes.flatMap((route) =>
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
    if (header.origin === this.options.origin) {
      this.refuse(message, 'looped');
      return;
    }
    const read = readEvent(this.options.plan, route, header, message);
    if ('refused' in read) {
      this.refuse(message, read.refused, read.error);
      return;
    }
    const { event } = read;
    const traceparent = message.header(TRACE_HEADER);
    const { origin, hops, schema } = header;
    const { name: bridge, trace } = this.options.plan;
    const { subject } = message;
    const delivery = { bridge, subject, origin, hops, schema, traceparent };
    noteDelivery(event, delivery, this.options.bridge);
    counts.received.published += 1;
    if (trace === undefined) publish(event);
    else trace.run(traceparent, () => publish(event));
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
