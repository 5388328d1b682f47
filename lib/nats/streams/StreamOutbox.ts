import { OptionTypeError } from '../../errors.js';
import { show } from '../../internal/options.js';
import type { Logger } from '../../internal/Logger.js';
import { reasonOf } from '../../internal/reasonOf.js';
import type { Backoff } from '../../supervision/index.js';
import type { Counts } from '../Counts.js';
import type { EventWriter, Message, Outgoing } from '../wire/EventWriter.js';
import { isRound } from '../isRound.js';
import type { Link } from '../Link.js';
import type { NatsSession } from '../transport/NatsTransport.js';
import { Pause } from '../Pause.js';
import type { Refusal } from '../Refusal.js';
import type { StoringPlan } from '../routes.js';

/** What a stream's outbox stands on. */
export interface StreamOutboxOptions {
  readonly storing: StoringPlan;
  readonly link: Link;
  readonly counts: Counts;
  readonly writer: EventWriter;
  /** What an id begins with, so that no other bridge has it. */
  readonly sender: string;
  readonly backoff: Backoff;
  readonly logger: Logger;
  readonly refuse: (refusal: Refusal) => void;
}

/** A message, and what its stream is to know it by. */
interface Storing extends Message {
  readonly id: string;
}

/**
 * Has what the bus's reader hands over stored, a batch at a time: all of one batch is under way at
 * once, and what isn't acknowledged goes again, in its order, before the next. What waits, waits in the
 * reader's ring, which is bounded.
 */
export class StreamOutbox {
  private ended = false;
  private readonly pause = new Pause();
  /** What the log was told, while the stream takes nothing. */
  private trouble: string | undefined;

  constructor(private readonly options: StreamOutboxOptions) {}

  /** Resolves when a stream has all of the batch but what never can be stored. */
  async carry(batch: readonly Outgoing[]): Promise<void> {
    const { backoff, counts, link } = this.options;
    const { stored } = counts;
    stored.handed += batch.length;
    stored.waiting += batch.length;
    let left = batch.flatMap((outgoing) => this.write(outgoing) ?? []);
    let previous = 0;
    for (let attempt = 0; left.length > 0 && this.wanted(); attempt++) {
      if (attempt > 0) {
        previous = backoff.delay({ attempt: attempt - 1, previous }, Math.random);
        await this.pause.last(previous);
      }
      const session = link.session ?? (await link.connected());
      if (!this.wanted()) return;
      if (attempt > 0) stored.retried += left.length;
      left = await this.offer(session, left);
    }
  }

  /** Sends nothing more. What no stream is known to have is abandoned. */
  end(): void {
    this.ended = true;
    const { stored } = this.options.counts;
    stored.abandoned += stored.waiting + stored.inFlight;
    stored.waiting = 0;
    stored.inFlight = 0;
    this.pause.cut();
  }

  /** Asked anew each time: it may have been ended meanwhile. */
  private wanted(): boolean {
    return !this.ended;
  }

  private write(outgoing: Outgoing): Storing | undefined {
    const { sender, storing, writer } = this.options;
    const message = writer.write(outgoing);
    if ('error' in message) {
      const { error, subject } = message;
      this.refuse(outgoing.event, subject, 'unencodable', error);
      return undefined;
    }
    const { event, sequence, subject } = message;
    try {
      const id = storing.idOf?.(event) ?? `${sender}-${subject}-${sequence}`;
      if (!/^[^\r\n]+$/.test(id)) throw new OptionTypeError(`id must be one line, got ${show(id)}`);
      writer.took(message);
      return { ...message, id };
    } catch (error) {
      this.refuse(event, subject, 'unencodable', error);
      return undefined;
    }
  }

  /** Has messages stored, and returns those that are to be offered again. */
  private async offer(session: NatsSession, messages: readonly Storing[]): Promise<Storing[]> {
    const { stored } = this.options.counts;
    stored.waiting -= messages.length;
    stored.inFlight += messages.length;
    const taken = await Promise.all(messages.map((message) => this.store(session, message)));
    const again = messages.filter((_, index) => !taken[index]);
    if (again.length === 0 && this.trouble !== undefined && this.wanted()) {
      this.trouble = undefined;
      this.options.logger.info('stored again');
    }
    return again;
  }

  /** Whether that settled it. */
  private async store(session: NatsSession, message: Storing): Promise<boolean> {
    const { data, event, headers, id, size, subject } = message;
    const { stored } = this.options.counts;
    if (size > session.maxPayload) {
      stored.inFlight -= 1;
      stored.waiting += 1;
      const error = new Error(`${size} bytes, and the broker takes ${session.maxPayload}`);
      this.refuse(event, subject, 'too-large', error);
      return true;
    }
    const outcome = await session.jetStream().store(subject, data, headers, id);
    if (!this.wanted()) return true; // it was counted as abandoned
    stored.inFlight -= 1;
    if (outcome.stored) {
      stored.acknowledged += 1;
      if (outcome.duplicate) stored.duplicates += 1;
      return true;
    }
    stored.waiting += 1;
    if (outcome.final) this.refuse(event, subject, 'too-large', new Error(outcome.reason));
    else this.tell(session, subject, outcome.reason);
    return outcome.final;
  }

  /** Once for each reason: a lost connection has a line of its own. */
  private tell(session: NatsSession, subject: string, reason: string): void {
    if (this.trouble === reason || session !== this.options.link.session) return;
    this.trouble = reason;
    this.options.logger.warn('not stored', { subject, reason });
  }

  private refuse(
    event: object,
    subject: string,
    reason: 'too-large' | 'unencodable',
    error: unknown,
  ): void {
    const { counts, logger, refuse } = this.options;
    const { stored } = counts;
    stored.waiting -= 1;
    stored.refused += 1;
    const { refused } = stored;
    if (isRound(refused)) logger.error('refused', { subject, reason: reasonOf(error), refused });
    refuse({ direction: 'send', subject, reason, event, error });
  }
}
