import type { Logger } from '../../internal/Logger.js';
import { reasonOf } from '../../internal/reasonOf.js';
import type { BusEvent } from '../../Kernel.js';
import type { ReceiveRefusal } from '../BridgeStats.js';
import type { Counts } from '../Counts.js';
import type { DeadLetterEvent } from './DeadLetterEvent.js';
import { isRound } from '../isRound.js';
import type { NatsJetStream, NatsStoredMessage } from '../transport/NatsJetStream.js';
import type { NatsHeaders } from '../transport/NatsMessage.js';
import type { Refusal } from '../Refusal.js';

/** How much of an error a header holds, in characters. */
const ERROR_LENGTH = 1_000;

/** Why a message is a dead letter. */
export interface Death {
  readonly why: ReceiveRefusal | 'failed';
  readonly error?: unknown;
}

/** What dead letters stand on. */
export interface DeadLettersOptions {
  readonly bridge: string;
  readonly counts: Counts;
  readonly logger: Logger;
  readonly publish: (event: BusEvent) => void;
  readonly refuse: (refusal: Refusal) => void;
}

/** In words, on one line. */
function reasonFor({ error, why }: Death): string {
  const reason = error === undefined ? why : reasonOf(error);
  return reason.replace(/\s+/g, ' ').slice(0, ERROR_LENGTH);
}

/** Puts away what can't be handled, with the reason. */
export class DeadLetters {
  constructor(private readonly options: DeadLettersOptions) {}

  /** Has it stored; resolves to why it isn't, if it isn't. */
  async store(
    jetStream: NatsJetStream,
    subject: string,
    message: NatsStoredMessage,
    death: Death,
  ): Promise<string | undefined> {
    const { data, deliveries, headers } = message;
    const kept = Object.entries(headers).filter(([name]) => !name.startsWith('Nats-')); // those command the stream
    const written: NatsHeaders = {
      ...Object.fromEntries(kept),
      'Ron-Error': reasonFor(death),
      'Ron-Subject': message.subject,
      'Ron-Deliveries': String(deliveries),
    };
    const outcome = await jetStream.store(subject, data, written, `dead-${message.id}`);
    return outcome.stored ? undefined : outcome.reason;
  }

  /** Tells everyone. */
  tell(deadLetter: string | undefined, message: NatsStoredMessage, death: Death): void {
    const { bridge, counts, logger, publish, refuse } = this.options;
    const { data, deliveries, subject } = message;
    const { error, why } = death;
    const { dead } = counts.consumed;
    const reason = reasonFor(death);
    refuse({
      ...{ direction: 'receive', subject, reason: why, data },
      ...(error !== undefined && { error }),
    });
    const said = { bridge, subject, ...(deadLetter !== undefined && { deadLetter }) };
    if (isRound(dead)) logger.error('dead letter', { ...said, reason, deliveries, dead });
    const event: DeadLetterEvent = { type: 'kernel.nats.dead-letter', ...said, reason, deliveries };
    publish(event);
  }
}
