import type { BusEvent } from '../Kernel.js';
import type { BridgePlan } from './BridgePlan.js';
import type { Counts } from './Counts.js';
import { deliveryOf } from './deliveryOf.js';
import { EVENT_HEADER, TRACE_HEADER, writeEventHeader } from './eventHeader.js';
import type { Link } from './Link.js';
import type { NatsHeaders, NatsSession } from './NatsTransport.js';
import type { Refusal } from './Refusal.js';

/** An event on its way out. */
export interface Outgoing {
  readonly event: BusEvent;
  readonly traceparent: string | undefined;
}

/** How many bytes are handed to the client before the broker is asked whether it has them. */
const WINDOW_BYTES = 256 * 1024;
/** How many such questions may be open: what is under way when a connection is lost. */
const WINDOWS = 4;

/** Which of a bridge's messages on a subject comes next; outlives its runs, as receivers remember. */
export type Sequences = Map<string, number>;

/** What an outbox stands on. */
export interface OutboxOptions {
  readonly plan: BridgePlan;
  readonly link: Link;
  readonly counts: Counts;
  readonly sequences: Sequences;
  /** This node, and this bridge of it. */
  readonly origin: string;
  readonly sender: string;
  readonly refuse: (refusal: Refusal) => void;
}

/**
 * Sends what the bus's reader hands over, a batch at a time, and hands the client no more than a few
 * windows that the broker hasn't confirmed: what waits, waits in the reader's ring, which is bounded.
 */
export class Outbox {
  private readonly open: Promise<void>[] = [];
  private ended = false;

  constructor(private readonly options: OutboxOptions) {}

  /** Resolves when the next batch may come. */
  async carry(batch: readonly Outgoing[]): Promise<void> {
    const { counts, link } = this.options;
    const { sent } = counts;
    sent.handed += batch.length;
    sent.waiting += batch.length;
    let at = 0;
    while (at < batch.length && this.wanted()) {
      const session = link.session ?? (await link.connected());
      if (!this.wanted()) break;
      const { next, published, failed } = this.write(session, batch, at);
      sent.waiting -= next - at;
      at = next;
      if (published > 0) await this.confirm(session, published);
      if (failed) await session.closed; // it takes nothing more; the next one will
    }
  }

  /** Resolves when all that was sent is accounted for. */
  async settled(): Promise<void> {
    await Promise.all(this.open);
  }

  /** Sends nothing more. What is in hand is abandoned. */
  end(): void {
    if (this.ended) return;
    this.ended = true;
    const { sent } = this.options.counts;
    sent.abandoned += sent.waiting;
    sent.waiting = 0;
  }

  /** Asked anew each time: it may have been ended meanwhile. */
  private wanted(): boolean {
    return !this.ended;
  }

  /** Hands events to the client until a window is full. */
  private write(
    session: NatsSession,
    batch: readonly Outgoing[],
    from: number,
  ): { next: number; published: number; failed: boolean } {
    let published = 0;
    let bytes = 0;
    for (let at = from; at < batch.length; at++) {
      const outgoing = batch[at];
      if (outgoing === undefined || bytes >= WINDOW_BYTES)
        return { next: at, published, failed: false };
      const message = this.encode(session, outgoing);
      if (message === undefined) continue;
      const { subject, data, headers, sequence } = message;
      try {
        session.publish(subject, data, headers);
      } catch {
        return { next: at, published, failed: true };
      }
      this.options.sequences.set(subject, sequence);
      published += 1;
      bytes += data.length;
    }
    return { next: batch.length, published, failed: false };
  }

  /** Asks whether the broker has what was published, and waits for the oldest answer when many are due. */
  private async confirm(session: NatsSession, count: number): Promise<void> {
    const { sent } = this.options.counts;
    sent.inFlight += count;
    const settle = (outcome: 'confirmed' | 'unconfirmed'): void => {
      sent.inFlight -= count;
      sent[outcome] += count;
    };
    const closed = session.closed.then(() => false);
    const flushed = session.flush().then(
      () => true,
      () => false,
    );
    const answer = Promise.race([flushed, closed]).then((has) => {
      settle(has ? 'confirmed' : 'unconfirmed');
      void this.open.splice(this.open.indexOf(answer), 1);
    });
    this.open.push(answer);
    if (this.open.length >= WINDOWS) await this.open[0];
  }

  private encode(
    session: NatsSession,
    { event, traceparent }: Outgoing,
  ): { subject: string; data: Uint8Array; headers: NatsHeaders; sequence: number } | undefined {
    const { plan, sequences, sender } = this.options;
    const route = plan.send.get(event.type);
    let subject = event.type;
    try {
      subject = route?.subjectOf(event) ?? subject;
      const data = plan.codec.encode(event);
      const delivery = deliveryOf(event);
      const sequence = (sequences.get(subject) ?? 0) + 1;
      const header = writeEventHeader({
        codec: plan.codec.name,
        schema: route?.schema ?? 1,
        origin: delivery?.origin ?? this.options.origin,
        hops: delivery === undefined ? 0 : delivery.hops + 1,
        sender,
        sequence,
      });
      const trace = traceparent ?? delivery?.traceparent;
      const headers =
        trace === undefined
          ? { [EVENT_HEADER]: header }
          : { [EVENT_HEADER]: header, [TRACE_HEADER]: trace };
      const size = data.length + header.length + (trace?.length ?? 0) + 64;
      if (size <= session.maxPayload) return { subject, data, headers, sequence };
      const error = new Error(`${size} bytes, and the broker takes ${session.maxPayload}`);
      this.refuse({ direction: 'send', subject, reason: 'too-large', event, error });
    } catch (error) {
      this.refuse({ direction: 'send', subject, reason: 'unencodable', event, error });
    }
    return undefined;
  }

  private refuse(refusal: Refusal): void {
    this.options.counts.sent.refused += 1;
    this.options.refuse(refusal);
  }
}
