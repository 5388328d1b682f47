import { answered } from './answered.js';
import type { Counts } from './Counts.js';
import type { EventWriter, Message, Outgoing } from './wire/EventWriter.js';
import type { Link } from './Link.js';
import type { NatsSession } from './transport/NatsTransport.js';
import type { Refusal } from './Refusal.js';

/** How many bytes are handed to the client before the broker is asked whether it has them. */
const WINDOW_BYTES = 256 * 1024;
/** How many such questions may be open: what is under way when a connection is lost. */
const WINDOWS = 4;

/** What an outbox stands on. */
export interface OutboxOptions {
  readonly link: Link;
  readonly counts: Counts;
  readonly writer: EventWriter;
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
      try {
        session.publish(message.subject, message.data, message.headers);
      } catch {
        return { next: at, published, failed: true };
      }
      this.options.writer.took(message);
      published += 1;
      bytes += message.data.length;
    }
    return { next: batch.length, published, failed: false };
  }

  /** Asks whether the broker has what was published, and waits for the oldest answer when many are due. */
  private async confirm(session: NatsSession, count: number): Promise<void> {
    const { sent } = this.options.counts;
    sent.inFlight += count;
    const answer = answered(session, session.flush()).then((has) => {
      sent.inFlight -= count;
      sent[has ? 'confirmed' : 'unconfirmed'] += count;
      void this.open.splice(this.open.indexOf(answer), 1);
    });
    this.open.push(answer);
    if (this.open.length >= WINDOWS) await this.open[0];
  }

  private encode(session: NatsSession, outgoing: Outgoing): Message | undefined {
    const message = this.options.writer.write(outgoing);
    const { event } = outgoing;
    const { subject } = message;
    if ('error' in message) {
      this.refuse({
        direction: 'send',
        subject,
        reason: 'unencodable',
        event,
        error: message.error,
      });
    } else if (message.size > session.maxPayload) {
      const error = new Error(`${message.size} bytes, and the broker takes ${session.maxPayload}`);
      this.refuse({ direction: 'send', subject, reason: 'too-large', event, error });
    } else {
      return message;
    }
    return undefined;
  }

  private refuse(refusal: Refusal): void {
    this.options.counts.sent.refused += 1;
    this.options.refuse(refusal);
  }
}
