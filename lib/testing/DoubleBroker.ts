import type {
  NatsHeaders,
  NatsMessage,
  NatsSession,
  NatsSessionEnd,
} from '../nats/NatsTransport.js';

interface Published {
  readonly subject: string;
  readonly data: Uint8Array;
  readonly headers: NatsHeaders;
}

interface Interest {
  readonly session: DoubleSession;
  readonly pattern: RegExp;
  readonly subject: string;
  readonly queue: string | undefined;
  readonly onMessage: (message: NatsMessage) => void;
}

/** What is on its way between a session and the broker, in order. */
type Step = () => void;

function patternOf(subject: string): RegExp {
  const words = subject
    .split('.')
    .map((word) => (word === '*' ? '[^.]+' : word.replace(/[$()+?[\\\]^{|}]/g, '\\$&')));
  return new RegExp(`^${words.join('\\.')}$`);
}

/** One connection of the double: two ordered lines, one each way, a step a microtask. */
class DoubleSession implements NatsSession {
  readonly closed: Promise<NatsSessionEnd>;
  readonly server = 'double';
  over = false;
  private settle: (end: NatsSessionEnd) => void = () => undefined;
  private steps: Step[] = [];
  private moving = false;

  constructor(
    private readonly broker: DoubleBroker,
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

  close(): Promise<void> {
    this.end({ reason: 'the connection was closed', slowConsumer: false });
    return Promise.resolve();
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

/** What a double of a broker knows. */
export class DoubleBroker {
  readonly interests = new Set<Interest>();
  paused = false;
  private readonly sessions = new Set<DoubleSession>();
  private readonly parted = new Set<string>();
  private up = true;
  private turn = 0;

  constructor(private readonly maxPayload: number) {}

  connect(name: string): NatsSession {
    if (!this.up) throw new Error('connection refused');
    if (this.parted.has(name)) throw new Error('no route to the broker');
    const session = new DoubleSession(this, name, this.maxPayload);
    this.sessions.add(session);
    return session;
  }

  setUp(up: boolean): void {
    this.up = up;
    if (!up) this.endAll(() => true, 'the broker stopped', false);
  }

  setPaused(paused: boolean): void {
    this.paused = paused;
    if (!paused) for (const session of this.sessions) session.move();
  }

  cut(name: string, slowConsumer: boolean): void {
    const reason = slowConsumer ? 'slow consumer' : 'the connection broke';
    this.endAll((session) => session.name === name, reason, slowConsumer);
  }

  part(name: string): void {
    this.parted.add(name);
    this.cut(name, false);
  }

  heal(name: string): void {
    this.parted.delete(name);
  }

  forget(session: DoubleSession): void {
    this.sessions.delete(session);
    for (const interest of this.interests) {
      if (interest.session === session) this.interests.delete(interest);
    }
  }

  /** Hands a message to everyone interested but its sender, and of each queue group to one. */
  publish(from: DoubleSession | undefined, published: Published): void {
    const groups = new Map<string, Interest[]>();
    for (const interest of this.interests) {
      if (interest.session === from || !interest.pattern.test(published.subject)) continue;
      if (interest.queue === undefined) this.hand(interest, published);
      else {
        const group = `${interest.queue} ${interest.subject}`;
        groups.set(group, [...(groups.get(group) ?? []), interest]);
      }
    }
    for (const members of groups.values()) {
      const member = members[this.turn++ % members.length];
      if (member !== undefined) this.hand(member, published);
    }
  }

  private hand({ onMessage, session }: Interest, { subject, data, headers }: Published): void {
    session.enqueue(() => onMessage({ subject, data, header: (name) => headers[name] }));
  }

  private endAll(
    which: (session: DoubleSession) => boolean,
    reason: string,
    slowConsumer: boolean,
  ): void {
    for (const session of [...this.sessions]) {
      if (which(session)) session.end({ reason, slowConsumer });
    }
  }
}
