import { ChildStartError, RestartLimitExceededError } from '../errors.js';
import type { Child } from './Child.js';
import type { Clock } from './clock.js';
import { CrashReporter, reasonOfEnding } from './CrashReporter.js';
import { decide, type Decision } from './decide.js';
import type { Incident, IncidentDecision } from './Incident.js';
import type { Outcome } from './Outcome.js';
import type { ResolvedOptions } from './resolveOptions.js';
import type { RestartGate } from './RestartGate.js';
import type { RestartLimit } from './RestartPolicy.js';
import type { Run, RunEnding } from './Run.js';

/** What a {@link Judge} can bring about. */
export interface Court<Context extends object> {
  readonly options: ResolvedOptions<Context>;
  readonly children: ReadonlyMap<string, Child<Context>>;
  readonly clock: Clock;
  readonly phase: 'new' | 'starting' | 'running' | 'stopping' | 'ended';
  /** Whether this child is about to be stopped anyway. */
  isLeaving(child: Child<Context>): boolean;
  /** Gives up starting and restarting whatever is in its turn. */
  interrupt(): void;
  /** Stops those that the strategy says, and starts them again once they may. */
  regroup(failed: Child<Context>): void;
  end(outcome: Outcome): void;
  incident(incident: Incident): void;
}

/** Decides what is done about a run that ended by itself, and has it done. */
export class Judge<Context extends object> {
  private readonly crashes: CrashReporter;

  constructor(
    private readonly court: Court<Context>,
    private readonly gate: RestartGate<Child<Context>>,
  ) {
    this.crashes = new CrashReporter(court.options.logger);
  }

  /** A child is gone for good. */
  forget(child: Child<Context>): void {
    this.crashes.close(child.name);
  }

  judge(child: Child<Context>, ending: RunEnding, run: Run<Context>): void {
    if (this.court.isLeaving(child)) {
      this.setAside(child, ending);
      return;
    }
    const type = ending.cause === 'completed' ? 'completed' : 'failed';
    const asExpected = type === 'completed' && child.rules.policy.restart !== 'permanent';
    if (child.attended && run.readyAt === undefined && !asExpected) {
      this.onStartFailed(child, ending);
      return;
    }
    child.attended = false;
    const now = this.court.clock.now();
    const { startedAt, readyAt } = run;
    const how = { type, startedAt, readyAt } as const;
    const { policy } = child.rules;
    const { history, decision } = decide(
      policy,
      child.history,
      how,
      now,
      this.court.options.random,
    );
    child.history = history;
    // The first failure after a stable run starts a new streak.
    if (history.attempt === 1) this.crashes.close(child.name);
    const { limit } = this.court.options;
    if (decision.type === 'restart' && limit && !this.gate.admits(now)) {
      this.giveUp(child, ending, limit);
    } else {
      if (decision.type !== 'end') this.report(child, ending, decision.type, decision.delay);
      else if (type === 'failed') this.report(child, ending, 'end');
      this.carryOut(child, ending, decision);
    }
  }

  private carryOut(child: Child<Context>, ending: RunEnding, decision: Decision): void {
    const { error } = ending;
    if (decision.type === 'end') {
      child.rest(child.temporary ? 'removed' : 'completed', error);
      if (child.spec.significant && this.isLastSignificant()) this.court.end({ type: 'shutdown' });
      return;
    }
    const grouped = this.court.options.strategy !== 'one-for-one';
    const failsStart = this.court.phase === 'starting' && decision.type === 'quarantine';
    if (grouped || failsStart) this.court.interrupt();
    if (decision.type === 'restart') child.backOff(decision.delay, error);
    else child.quarantine(decision.delay, error);
    if (this.court.phase !== 'starting' && this.court.phase !== 'running') return;
    if (failsStart) this.court.end({ type: 'failed', error: this.startError(child, ending) });
    else if (grouped) this.court.regroup(child);
  }

  /** A child ended by itself while it was about to be stopped anyway. */
  private setAside(child: Child<Context>, { error }: RunEnding): void {
    if (this.court.phase === 'stopping') child.rest('stopped', error);
    else child.rest(child.temporary ? 'removed' : 'waiting', error);
  }

  private onStartFailed(child: Child<Context>, ending: RunEnding): void {
    const starting = this.court.phase === 'starting';
    const error = this.startError(child, ending);
    child.attended = false;
    child.startError = error;
    if (starting) this.court.interrupt();
    child.rest('stopped', ending.error);
    if (starting) this.court.end({ type: 'failed', error });
  }

  private startError(child: Child<Context>, ending: RunEnding): ChildStartError {
    return new ChildStartError(child.name, reasonOfEnding(ending), { cause: ending.error });
  }

  private giveUp(
    child: Child<Context>,
    ending: RunEnding,
    { restarts, within }: RestartLimit,
  ): void {
    const reason = `'${child.name}': ${reasonOfEnding(ending)}`;
    const error = new RestartLimitExceededError('the group', restarts, within, reason, {
      cause: ending.error,
    });
    this.court.interrupt();
    this.report(child, ending, 'escalate');
    child.rest('stopped', ending.error);
    this.court.end({ type: 'failed', error });
  }

  private report(
    { name, state: { generation } }: Child<Context>,
    ending: RunEnding,
    decision: IncidentDecision,
    delay?: number,
  ): void {
    const where = { child: name, generation, at: this.court.clock.now() };
    this.court.incident(this.crashes.report(where, ending, decision, delay));
  }

  private isLastSignificant(): boolean {
    const { autoShutdown } = this.court.options;
    if (autoShutdown !== 'all-significant') return autoShutdown === 'any-significant';
    return [...this.court.children.values()].every(
      ({ spec, state: { state } }) =>
        !spec.significant || state === 'completed' || state === 'stopped' || state === 'removed',
    );
  }
}
