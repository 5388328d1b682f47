import type { BehaviorSubject } from 'rxjs';
import { reasonOf } from '../internal/reasonOf.js';
import type { Logger } from '../internal/Logger.js';
import type { Backoff } from '../supervision/index.js';
import { answered } from './answered.js';
import type { BridgeState } from './BridgeState.js';
import type { Counts } from './Counts.js';
import { NatsAuthorizationError } from './transport/NatsAuthorizationError.js';
import { NatsMissingError } from './transport/NatsMissingError.js';
import { NatsStreamMissingError } from './streams/NatsStreamMissingError.js';
import type { NatsSession } from './transport/NatsTransport.js';
import { Pause } from './Pause.js';

/** What a link is told to do. */
export interface LinkOptions {
  readonly connect: () => Promise<NatsSession>;
  readonly backoff: Backoff;
  readonly counts: Counts;
  readonly logger: Logger;
  /** The outcome of the first attempt is known. */
  readonly onTried: () => void;
  /** There is a session: the one to subscribe on. Rejects if this side can't work with the broker. */
  readonly onSession: (session: NatsSession) => Promise<void>;
}

/** Whatever no further attempt would change. */
function isFinal(error: unknown): boolean {
  return (
    error instanceof NatsAuthorizationError ||
    error instanceof NatsMissingError ||
    error instanceof NatsStreamMissingError
  );
}

/** Has a session with the broker whenever that is there, from its making until {@link end}. */
export class Link {
  /** The session in force. */
  session: NatsSession | undefined;
  private ended = false;
  private waiting: ((session: NatsSession) => void)[] = [];
  private readonly pause = new Pause();

  constructor(
    private readonly options: LinkOptions,
    private readonly state$: BehaviorSubject<BridgeState>,
  ) {}

  /** Connects, and again, until {@link end}; rejects when that can't succeed. */
  async keep(): Promise<void> {
    const { backoff, onTried } = this.options;
    let attempt = 0;
    let previous = 0;
    this.state$.next({ status: 'connecting' });
    while (this.wanted()) {
      const session = await this.attempt();
      const usable = session !== undefined && (await this.open(session));
      onTried();
      if (usable) {
        attempt = 0;
        previous = 0;
        await this.use(session);
      }
      if (!this.wanted()) break;
      previous = backoff.delay({ attempt, previous }, Math.random);
      attempt += 1;
      await this.pause.last(previous);
    }
    this.state$.next({ status: 'idle' });
  }

  /** The next session, as soon as there is one. Never settles if there won't be. */
  connected(): Promise<NatsSession> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** Passes if the broker answers. */
  async probe(): Promise<void> {
    const { session } = this;
    const { reason } = this.state$.value;
    if (session === undefined) throw new Error(reason ?? 'not connected yet');
    if (!(await answered(session, session.flush()))) throw new Error('the connection was lost');
  }

  /** Gives the session up at once, and takes no other. */
  end(): void {
    this.ended = true;
    this.pause.cut();
    void this.session?.close();
  }

  /** Asked anew each time: it may have been ended meanwhile. */
  private wanted(): boolean {
    return !this.ended;
  }

  private async attempt(): Promise<NatsSession | undefined> {
    try {
      const session = await this.options.connect();
      if (!this.ended) return session;
      await session.close();
    } catch (error) {
      this.failed(error);
    }
    return undefined;
  }

  private failed(error: unknown): void {
    if (isFinal(error)) throw error;
    const reason = reasonOf(error);
    if (this.state$.value.reason === undefined) {
      this.options.logger.warn('broker unreachable', { reason });
    }
    this.state$.next({ status: 'connecting', reason });
  }

  /** Whether the session can be used. */
  private async open(session: NatsSession): Promise<boolean> {
    const { onSession } = this.options;
    this.session = session;
    try {
      await Promise.race([onSession(session), session.closed]);
      // Connected means that what others publish from now on arrives.
      const there = await answered(session, session.flush());
      const { refusal } = there ? {} : await session.closed;
      if (refusal !== undefined) throw refusal;
      return true;
    } catch (error) {
      this.session = undefined;
      await session.close();
      const { refusal } = await session.closed; // which may be why there is that error
      this.failed(refusal ?? error);
      return false;
    }
  }

  private async use(session: NatsSession): Promise<void> {
    const { counts, logger } = this.options;
    const { server } = session;
    counts.connects += 1;
    logger.info('broker connected', { server });
    this.state$.next({ status: 'connected', server });
    for (const resolve of this.waiting.splice(0)) resolve(session);
    const { reason, refusal, slowConsumer } = await session.closed;
    this.session = undefined;
    if (this.ended) return;
    counts.disconnects += 1;
    if (slowConsumer) counts.slowConsumer += 1;
    logger.warn('broker lost', { server, reason, slowConsumer });
    this.state$.next({ status: 'connecting', reason });
    if (refusal !== undefined) throw refusal;
  }
}
