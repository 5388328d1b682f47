import { HeartbeatMissedError, StartTimeoutError, StopRequest } from '../errors.js';
import type { Logger } from '../internal/Logger.js';
import type { Cancel, Clock } from './clock.js';
import { consume, type Leave } from './consume.js';
import { Heartbeat } from './Heartbeat.js';
import type { FailureCause } from './Incident.js';
import type { Nesting } from './nesting.js';
import type { ResolvedChild } from './resolveChild.js';
import { runContext, type RunPort } from './runContext.js';

/** How a run ended without having been asked to. */
export interface RunEnding {
  readonly cause: FailureCause;
  readonly error: unknown;
}

/** Who a run tells. */
interface RunListener {
  value(value: unknown): void;
  ready(): void;
  /** It ended, or is taken for dead; told once, and not after {@link Run.stop}. */
  over(ending: RunEnding): void;
  /** It failed on its way out. */
  stopError(error: unknown): void;
  /** After {@link Run.stop}: nothing of it runs any more, or it leaked. Told once. */
  gone(leaked: boolean): void;
}

/** What a run is made of. */
export interface RunOptions<Context extends object> {
  readonly child: ResolvedChild<Context>;
  readonly startTimeout: number;
  /** What else the service's context holds. */
  readonly extras: Context | undefined;
  readonly clock: Clock;
  readonly logger: Logger;
  /** What the service gets if it is a supervisor. */
  readonly nesting: () => Nesting;
  readonly listener: RunListener;
}

type Phase = 'starting' | 'running' | 'over' | 'stopping' | 'gone';

/** Whether a service merely says that it did as it was asked. */
function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** One generation of a child, from its start to its real end. What it says after that is not heard. */
export class Run<Context extends object> {
  readonly startedAt: number;
  /** When it became ready, if it did. */
  readyAt: number | undefined;
  /** Whether something of it may still run, as far as anyone knows. */
  alive = false;
  private phase: Phase = 'starting';
  private askedForReady = false;
  private leave: Leave | undefined;
  private controller: AbortController | undefined;
  private stopTimeout = 0;
  private giveUpAt = Infinity;
  private heartbeat: Heartbeat | undefined;
  private cancelTimer: Cancel | undefined;

  constructor(private readonly options: RunOptions<Context>) {
    this.startedAt = options.clock.now();
  }

  /** Starts it. The listener may be told of its end before this returns. */
  begin(): void {
    if (this.phase !== 'starting') return;
    this.alive = true;
    const { child, extras, listener, logger, nesting } = this.options;
    const port: RunPort = {
      name: child.name,
      logger,
      nesting,
      takeReady: () => this.takeReady(),
      takeSignal: () => this.takeSignal(),
      heartbeat: () => this.heartbeat?.beat(),
    };
    try {
      this.leave = consume(child.start(runContext(port, extras)), {
        wants: () => this.wants(),
        value: (value) => listener.value(value),
        completed: () => this.onEnd({ cause: 'completed', error: undefined }),
        failed: (error) => this.onEnd({ cause: 'error', error }),
        clumsy: (error) => listener.stopError(error),
      });
    } catch (error) {
      this.onEnd({ cause: 'error', error });
    }
    if (this.is('stopping') && child.stopBy === 'unsubscribe') this.leave?.();
    if (!this.is('starting')) return;
    if (this.countsAsReady()) this.onReady();
    else this.awaitReady();
  }

  /** Asks it to end. It is fenced off, and told to have leaked, if it hasn't after `timeout` milliseconds. */
  stop(timeout: number): void {
    if (this.phase === 'gone') return;
    if (this.phase === 'stopping') {
      this.hurry(timeout);
      return;
    }
    this.cancelTimer?.();
    this.heartbeat?.stop();
    this.phase = 'stopping';
    this.stopTimeout = timeout;
    if (!this.alive) {
      this.onGone(false);
      return;
    }
    this.controller?.abort(new StopRequest(timeout));
    if (this.options.child.stopBy === 'unsubscribe') this.leave?.();
    if (!this.is('gone')) this.hurry(timeout);
  }

  /** Sets the deadline, or a sooner one than there is. Who ends itself was told its own. */
  private hurry(timeout: number): void {
    const { child, clock } = this.options;
    const giveUpAt = clock.now() + timeout;
    if (child.stopBy === 'exit' || giveUpAt >= this.giveUpAt) return;
    this.giveUpAt = giveUpAt;
    this.cancelTimer?.();
    this.cancelTimer = clock.after(timeout, () => this.giveUp());
  }

  /** Asked anew each time: whatever a run calls may move it on. */
  private is(phase: Phase): boolean {
    return this.phase === phase;
  }

  private countsAsReady(): boolean {
    const { readyWhen } = this.options.child;
    return readyWhen === 'started' || (readyWhen === 'auto' && !this.askedForReady);
  }

  private awaitReady(): void {
    const { clock, startTimeout } = this.options;
    this.cancelTimer = clock.after(startTimeout, () =>
      this.onDead('start-timeout', new StartTimeoutError(startTimeout)),
    );
  }

  private wants(): boolean {
    if (this.phase === 'stopping') return this.options.child.stopBy !== 'unsubscribe';
    return this.phase === 'starting' || this.phase === 'running';
  }

  private onReady(): void {
    if (this.phase !== 'starting') return;
    const { child, clock, listener } = this.options;
    this.phase = 'running';
    this.cancelTimer?.();
    this.readyAt = clock.now();
    if (child.heartbeatTimeout !== undefined) {
      const timeout = child.heartbeatTimeout;
      this.heartbeat = new Heartbeat(clock, timeout, () =>
        this.onDead('heartbeat', new HeartbeatMissedError(timeout)),
      );
    }
    listener.ready();
  }

  /** What the service returned has really ended. */
  private onEnd(ending: RunEnding): void {
    this.alive = false;
    if (this.phase === 'gone' || this.phase === 'over') return;
    if (this.phase === 'stopping') {
      if (ending.cause === 'error' && !isAbort(ending.error)) {
        this.options.listener.stopError(ending.error);
      }
      this.onGone(false);
      return;
    }
    if (ending.cause === 'completed' && this.countsAsReady()) this.onReady();
    this.finish(ending);
  }

  /** It is taken for dead, although something of it may still run: whoever is told has to stop it. */
  private onDead(cause: FailureCause, error: unknown): void {
    this.finish({ cause, error });
  }

  private finish(ending: RunEnding): void {
    this.phase = 'over';
    this.cancelTimer?.();
    this.heartbeat?.stop();
    // Whatever else the service started with this signal is to end with it.
    if (!this.alive) this.controller?.abort(new StopRequest(0));
    this.options.listener.over(ending);
  }

  private giveUp(): void {
    this.leave?.();
    if (!this.is('gone')) this.onGone(true);
  }

  private onGone(leaked: boolean): void {
    this.phase = 'gone';
    this.cancelTimer?.();
    this.options.listener.gone(leaked);
  }

  private takeReady(): () => void {
    this.askedForReady = true;
    return () => this.onReady();
  }

  private takeSignal(): AbortSignal {
    if (this.controller === undefined) {
      this.controller = new AbortController();
      if (this.is('stopping')) this.controller.abort(new StopRequest(this.stopTimeout));
    }
    return this.controller.signal;
  }
}
