import type {
  NatsConsumer,
  NatsConsumerOptions,
  NatsPull,
  NatsStoredMessage,
} from '../nats/transport/NatsJetStream.js';
import type { DoubleLine } from './DoubleLine.js';
import { patternOf } from './patternOf.js';
import type { NatsStoredCopy } from './NatsStoredCopy.js';

/** A message that is handed out and not answered. */
interface Handout {
  readonly number: number;
  deliveries: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

/** A question for messages. */
interface Question {
  readonly session: DoubleLine;
  readonly onMessage: (message: NatsStoredMessage) => void;
  readonly onServed: () => void;
  left: number;
}

/** A durable consumer of a double's stream: it outlives sessions. */
export class DoubleConsumer {
  private readonly handouts = new Map<number, Handout>();
  /** What is to be handed out again, and how often it was. */
  private readonly again = new Map<number, number>();
  private readonly questions = new Set<Question>();
  private readonly pattern: RegExp;
  private next = 1;

  constructor(
    private readonly options: NatsConsumerOptions,
    /** What the stream keeps, by number. */
    private readonly kept: ReadonlyMap<number, NatsStoredCopy>,
    /** The number that the stream gave last. */
    private readonly last: () => number,
  ) {
    this.pattern = patternOf(options.subject);
  }

  /** It, in a session. */
  seenFrom(session: DoubleLine): NatsConsumer {
    return { pull: (count, onMessage) => this.pull(session, count, onMessage) };
  }

  /** Hands out what it can. */
  serve(): void {
    for (const question of this.questions) {
      while (question.left > 0 && !question.session.over) {
        const number = this.due();
        if (number === undefined) return;
        this.handOut(question, number);
      }
      if (question.left > 0 && !question.session.over) continue;
      this.questions.delete(question);
      question.session.enqueue(question.onServed);
    }
  }

  private pull(
    session: DoubleLine,
    count: number,
    onMessage: (message: NatsStoredMessage) => void,
  ): NatsPull {
    let end: () => void = () => undefined;
    const served = new Promise<void>((resolve) => (end = resolve));
    const question: Question = { session, onMessage, onServed: () => end(), left: count };
    session.enqueue(() => {
      this.questions.add(question);
      this.serve();
    });
    return {
      over: Promise.race([served, session.closed]).then(() => undefined),
      drain: async () => {
        session.enqueue(() => this.questions.delete(question));
        await Promise.race([session.flush(), session.closed]);
        end();
      },
    };
  }

  /** Which message is to go next, if any. */
  private due(): number | undefined {
    if (this.handouts.size >= this.options.maxInFlight) return undefined;
    for (const number of this.again.keys()) {
      if (this.kept.has(number)) return number;
      this.again.delete(number);
    }
    for (; this.next <= this.last(); this.next++) {
      const copy = this.kept.get(this.next);
      if (copy !== undefined && this.pattern.test(copy.subject)) return this.next++;
    }
    return undefined;
  }

  private handOut(question: Question, number: number): void {
    const copy = this.kept.get(number);
    if (copy === undefined) return;
    const deliveries = (this.again.get(number) ?? 0) + 1;
    this.again.delete(number);
    const handout: Handout = { number, deliveries, timer: undefined };
    this.handouts.set(number, handout);
    this.await(handout, this.options.ackWait);
    question.left -= 1;
    const message = this.messageOf(question.session, copy, handout);
    question.session.enqueue(() => question.onMessage(message));
  }

  /** Hands it out again once `delay` is over. */
  private await(handout: Handout, delay: number): void {
    clearTimeout(handout.timer);
    handout.timer = setTimeout(() => {
      if (this.handouts.get(handout.number) !== handout) return;
      this.handouts.delete(handout.number);
      this.again.set(handout.number, handout.deliveries);
      this.serve();
    }, delay).unref();
  }

  private messageOf(
    session: DoubleLine,
    { data, headers, subject }: NatsStoredCopy,
    handout: Handout,
  ): NatsStoredMessage {
    const answered = (answer: () => void): boolean => {
      if (session.over) return false;
      session.enqueue(() => {
        if (this.handouts.get(handout.number) === handout) answer();
      });
      return true;
    };
    const done = (): boolean =>
      answered(() => {
        clearTimeout(handout.timer);
        this.handouts.delete(handout.number);
        this.serve();
      });
    return {
      subject,
      data,
      headers,
      id: headers['Nats-Msg-Id'] ?? `number ${handout.number}`,
      deliveries: handout.deliveries,
      header: (name) => headers[name],
      ack: done,
      term: done,
      nak: (delay) => answered(() => this.await(handout, delay)),
      working: () => answered(() => this.await(handout, this.options.ackWait)),
    };
  }
}
