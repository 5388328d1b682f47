import type { NatsJetStream } from '../nats/transport/NatsJetStream.js';
import type { NatsHeaders, NatsMessage } from '../nats/transport/NatsMessage.js';
import type { NatsSession, NatsSessionEnd } from '../nats/transport/NatsTransport.js';
import type { DoubleHome, Interest } from './DoubleHome.js';
import type { DoubleLine } from './DoubleLine.js';
import { DoubleJetStream } from './DoubleJetStream.js';
import { patternOf } from './patternOf.js';

/** What is on its way between a session and the broker, in order. */
type Step = () => void;

/** One connection of the double: two ordered lines, one each way, a step a microtask. */
export class DoubleSession implements NatsSession, DoubleLine {
  readonly closed: Promise<NatsSessionEnd>;
  readonly server = 'double';
  over = false;
  private settle: (end: NatsSessionEnd) => void = () => undefined;
  private steps: Step[] = [];
  private moving = false;

  constructor(
    private readonly broker: DoubleHome,
    readonly name: string,
    readonly maxPayload: number,
  ) {
    this.closed = new Promise((resolve) => (this.settle = resolve));
  }

  publish(subject: string, data: Uint8Array, headers: NatsHeaders): void {
    if (this.over) throw new Error('the session is over');
    this.enqueue(() => this.broker.publish(this, { subject, data, headers }));
  }

  flush(): Promise<void> {
    return new Promise((resolve) => this.enqueue(resolve));
  }

  subscribe(
    subject: string,
    queue: string | undefined,
    onMessage: (message: NatsMessage) => void,
  ): { drain(): Promise<void> } {
    const pattern = patternOf(subject);
    const interest: Interest = { session: this, pattern, subject, queue, onMessage };
    this.broker.interests.add(interest);
    return {
      drain: async () => {
        this.broker.interests.delete(interest);
        await Promise.race([this.flush(), this.closed]);
      },
    };
  }

  jetStream(): NatsJetStream {
    return new DoubleJetStream(this.broker, this);
  }

  async close(): Promise<void> {
    // What was handed over before still goes out.
    if (!this.broker.paused) await Promise.race([this.flush(), this.closed]);
    this.end({ reason: 'the connection was closed', slowConsumer: false });
  }

  /** What is under way is lost. */
  end(end: NatsSessionEnd): void {
    if (this.over) return;
    this.over = true;
    this.steps = [];
    this.broker.forget(this);
    this.settle(end);
  }

  enqueue(step: Step): void {
    if (this.over) return;
    this.steps.push(step);
    this.move();
  }

  move(): void {
    if (this.moving || this.broker.paused || this.steps.length === 0) return;
    this.moving = true;
    queueMicrotask(() => {
      this.moving = false;
      const steps = this.steps;
      this.steps = [];
      for (const [index, step] of steps.entries()) {
        if (this.over) return;
        if (this.broker.paused) {
          this.steps = [...steps.slice(index), ...this.steps];
          return;
        }
        step();
      }
      this.move();
    });
  }
}
