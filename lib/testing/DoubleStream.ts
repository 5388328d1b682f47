import type { NatsConsumerOptions, NatsStoreOutcome } from '../nats/transport/NatsJetStream.js';
import { DoubleConsumer } from './DoubleConsumer.js';
import type { NatsStoredCopy } from './NatsStoredCopy.js';
import { patternOf } from './patternOf.js';

/** How a stream of a {@link natsDouble} is made. */
export interface NatsDoubleStreamOptions {
  /** What it is called. */
  readonly name: string;
  /** The subjects whose messages it keeps; `*` stands for a word. */
  readonly subjects: readonly string[];
  /** How many messages it keeps, before it refuses more. Default: any number. */
  readonly maxMessages?: number;
  /** Milliseconds that it knows the id of a message, of which it keeps one. Default 120,000. */
  readonly duplicateWindow?: number;
}

/** A stream of a {@link natsDouble}. */
export interface NatsDoubleStream {
  /** What it keeps, oldest first. */
  readonly messages: readonly NatsStoredCopy[];
  /** Forgets all it keeps. */
  purge(): void;
}

/** What a double of a broker keeps. */
export class DoubleStream implements NatsDoubleStream {
  readonly name: string;
  private readonly patterns: readonly RegExp[];
  private readonly kept = new Map<number, NatsStoredCopy>();
  private readonly known = new Map<string, number>();
  private readonly consumers = new Map<string, DoubleConsumer>();
  private last = 0;

  constructor(private readonly options: NatsDoubleStreamOptions) {
    this.name = options.name;
    this.patterns = options.subjects.map(patternOf);
  }

  get messages(): readonly NatsStoredCopy[] {
    return [...this.kept.values()];
  }

  has(subject: string): boolean {
    return this.patterns.some((pattern) => pattern.test(subject));
  }

  store(published: NatsStoredCopy): NatsStoreOutcome {
    const { duplicateWindow = 120_000, maxMessages = Infinity } = this.options;
    const now = performance.now();
    const id = published.headers['Nats-Msg-Id'];
    const before = id === undefined ? undefined : this.known.get(id);
    if (before !== undefined && now - before < duplicateWindow) {
      return { stored: true, duplicate: true };
    }
    if (this.kept.size >= maxMessages) {
      return { stored: false, reason: 'maximum messages exceeded', final: false };
    }
    if (id !== undefined) this.known.set(id, now);
    this.last += 1;
    this.kept.set(this.last, published);
    for (const consumer of this.consumers.values()) consumer.serve();
    return { stored: true, duplicate: false };
  }

  /** The durable consumer of that name, which is made if there is none. */
  consumer(options: NatsConsumerOptions): DoubleConsumer {
    const { durable } = options;
    const there = this.consumers.get(durable);
    if (there !== undefined) return there;
    const consumer = new DoubleConsumer(options, this.kept, () => this.last);
    this.consumers.set(durable, consumer);
    return consumer;
  }

  purge(): void {
    this.kept.clear();
  }
}
