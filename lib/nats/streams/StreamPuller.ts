import type { Logger } from '../../internal/Logger.js';
import { reasonOf } from '../../internal/reasonOf.js';
import type { NatsConsumer, NatsPull, NatsStoredMessage } from '../transport/NatsJetStream.js';
import { NatsStreamMissingError } from './NatsStreamMissingError.js';
import type { NatsSession } from '../transport/NatsTransport.js';

/** Milliseconds until a consumer that hands nothing out is made anew. */
const RETRY = 1_000;

/** What a puller is told to do. */
export interface StreamPullerOptions {
  readonly subject: string;
  readonly durable: string;
  readonly ackWait: number;
  readonly maxInFlight: number;
  readonly logger: Logger;
  /** How many messages may come now. */
  readonly room: () => number;
  readonly onMessage: (message: NatsStoredMessage) => void;
}

/**
 * Asks a stream's consumer for as many messages as there is room for: for more when half of what may come has come, so
 * that they keep coming while a question is on its way.
 */
export class StreamPuller {
  /** The session in force. */
  session: NatsSession | undefined;
  private consumer: NatsConsumer | undefined;
  /** The questions that are not withdrawn. */
  private readonly asked = new Set<NatsPull>();
  /** How many messages are asked for and may come, of withdrawn questions too. */
  private coming = 0;
  private drained: Promise<void> = Promise.resolve();
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** What the log was told, while nothing is handed out. */
  private trouble: string | undefined;

  constructor(private readonly options: StreamPullerOptions) {}

  /** Works with a session that has just begun, until that ends; rejects if there can't be a consumer. */
  async open(session: NatsSession): Promise<void> {
    this.begin(session);
    await this.make(session);
  }

  /** As {@link open}, but goes on trying. */
  reopen(session: NatsSession): void {
    this.begin(session);
    this.make(session).catch((error: unknown) => this.retry(session, reasonOf(error)));
  }

  /** Asks for what there is room for, unless enough is asked for. */
  refill(): void {
    const { asked, coming, consumer, options, session } = this;
    if (consumer === undefined || session === undefined) return;
    if (asked.size > 0 && coming > options.maxInFlight / 2) return;
    const room = options.room() - coming;
    if (room > 0 && (asked.size === 0 || room >= options.maxInFlight / 2)) {
      this.ask(session, consumer, room);
    }
  }

  /** Asks for no more, until the next {@link refill}; resolves once what was on its way has come. */
  drain(): Promise<void> {
    const withdrawn = [...this.asked].map((pull) => pull.drain());
    this.asked.clear();
    if (withdrawn.length > 0) {
      this.drained = Promise.all([this.drained, ...withdrawn]).then(() => undefined);
    }
    return this.drained;
  }

  /** Does nothing more. */
  end(): void {
    this.session = undefined;
    this.consumer = undefined;
    clearTimeout(this.timer);
  }

  private ask(session: NatsSession, consumer: NatsConsumer, count: number): void {
    let left = count;
    this.coming += count;
    const pull = consumer.pull(count, (message) => {
      left -= 1;
      this.coming -= 1;
      this.options.onMessage(message);
    });
    this.asked.add(pull);
    void pull.over.then((reason) => {
      this.coming -= left;
      const wanted = this.asked.delete(pull);
      if (wanted && reason !== undefined) this.retry(session, reason);
      else this.refill();
    });
  }

  private begin(session: NatsSession): void {
    this.end();
    this.session = session;
    void session.closed.then(() => {
      if (this.session === session) this.end();
    });
  }

  private async make(session: NatsSession): Promise<void> {
    const { ackWait, durable, logger, maxInFlight, subject } = this.options;
    const jetStream = session.jetStream();
    const stream = await jetStream.streamOf(subject);
    if (stream === undefined) throw new NatsStreamMissingError(subject);
    const options = { stream, durable, subject, ackWait, maxInFlight };
    const consumer = await jetStream.consumer(options);
    if (this.session !== session) return;
    if (this.trouble !== undefined) logger.info('stream hands out again', { subject, durable });
    this.trouble = undefined;
    this.consumer = consumer;
    this.refill();
  }

  private retry(session: NatsSession, reason: string): void {
    if (this.session !== session) return;
    const { durable, logger, subject } = this.options;
    this.consumer = undefined;
    if (this.trouble !== reason) {
      this.trouble = reason;
      logger.warn('stream hands nothing out', { subject, durable, reason });
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.make(session).catch((error: unknown) => this.retry(session, reasonOf(error)));
    }, RETRY);
  }
}
