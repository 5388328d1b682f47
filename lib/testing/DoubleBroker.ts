import type { NatsStoreOutcome } from '../nats/transport/NatsJetStream.js';
import type { NatsSession } from '../nats/transport/NatsTransport.js';
import type { DoubleHome, Interest } from './DoubleHome.js';
import type { DoubleLine } from './DoubleLine.js';
import { DoubleSession } from './DoubleSession.js';
import type { DoubleStream } from './DoubleStream.js';
import type { NatsStoredCopy } from './NatsStoredCopy.js';

/** What a double of a broker knows. */
export class DoubleBroker implements DoubleHome {
  readonly interests = new Set<Interest>();
  paused = false;
  readonly streams: DoubleStream[] = [];
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

  forget(session: DoubleLine): void {
    for (const each of this.sessions) if (each === session) this.sessions.delete(each);
    for (const interest of this.interests) {
      if (interest.session === session) this.interests.delete(interest);
    }
  }

  /** The stream that has this subject, which may have wildcards. */
  streamOf(subject: string): DoubleStream | undefined {
    const example = subject.replaceAll('*', '0');
    return this.streams.find((stream) => stream.has(example));
  }

  /** Hands a message to everyone interested but its sender, of each queue group to one, and to its stream. */
  publish(from: DoubleLine | undefined, published: NatsStoredCopy): NatsStoreOutcome | undefined {
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
    return this.streamOf(published.subject)?.store(published);
  }

  private hand({ onMessage, session }: Interest, { subject, data, headers }: NatsStoredCopy): void {
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
