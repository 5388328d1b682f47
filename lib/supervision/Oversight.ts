import type { Logger } from '../internal/Logger.js';
import { affectedBy } from './affectedBy.js';
import { Child, type ChildHost, type Goal } from './Child.js';
import type { ChildDefaults } from './ChildSpec.js';
import { clockOf, type Clock } from './clock.js';
import { NO_HISTORY } from './decide.js';
import type { Incident } from './Incident.js';
import { Judge, type Court } from './Judge.js';
import type { Nesting } from './nesting.js';
import type { Outcome } from './Outcome.js';
import type { ResolvedChild } from './resolveChild.js';
import type { ResolvedOptions } from './resolveOptions.js';
import { RestartGate } from './RestartGate.js';
import type { Run, RunEnding } from './Run.js';
import { Sequence, type SequencePlan } from './Sequence.js';
import { warnIfNeverTrips } from './warnIfNeverTrips.js';

/** Whom an {@link Oversight} tells. */
export interface OversightListener<Context extends object> {
  changed(child: Child<Context>): void;
  incident(incident: Incident): void;
  started(): void;
  ended(outcome: Outcome): void;
}

/**
 * What a supervisor does about its children: start in order, judge what ends, restart whom the
 * strategy says, stop in reverse. Everything happens at once, on the stack of what caused it, or
 * when the clock says so.
 */
export class Oversight<Context extends object> implements ChildHost<Context>, Court<Context> {
  readonly children = new Map<string, Child<Context>>();
  readonly logger: Logger;
  phase: 'new' | 'starting' | 'running' | 'stopping' | 'ended' = 'new';
  clock: Clock;
  defaults: ChildDefaults;
  private readonly gate: RestartGate<Child<Context>>;
  private readonly judge: Judge<Context>;
  /** Due, but waiting for a dependency. */
  private readonly blocked = new Set<Child<Context>>();
  private sequence: Sequence<Context> | undefined;
  /** To be started again once they are gone. */
  private readonly returning = new Set<Child<Context>>();
  private stopBefore = Infinity;

  constructor(
    readonly options: ResolvedOptions<Context>,
    private readonly listener: OversightListener<Context>,
  ) {
    this.logger = options.logger;
    this.defaults = options.defaults;
    this.gate = new RestartGate(options);
    this.judge = new Judge(this, this.gate);
    this.clock = clockOf(options.scheduler);
    for (const spec of options.children) this.add(spec);
  }

  add(spec: ResolvedChild<Context>): Child<Context> {
    const dependencies = spec.dependsOn.flatMap((name) => this.children.get(name) ?? []);
    const child = new Child(spec, dependencies, this);
    warnIfNeverTrips(child.rules.policy, (message) =>
      this.logger.warn(message, { service: spec.name }),
    );
    this.children.set(spec.name, child);
    return child;
  }

  start(): void {
    this.clock = clockOf(this.options.scheduler);
    this.phase = 'starting';
    const children = [...this.children.values()];
    for (const child of children) child.attended = true;
    this.play(children, { up: (child) => child.launch() });
  }

  /** Stops everything in reverse and ends. Each child has its own deadline, and all have `timeout`. */
  end(outcome: Outcome, timeout = Infinity): void {
    this.stopBefore = Math.min(this.stopBefore, this.clock.now() + timeout);
    if (this.phase === 'ended') return;
    const already = this.phase === 'stopping';
    this.phase = 'stopping';
    if (!already) this.interrupt();
    const children = [...this.children.values()];
    for (const child of children) {
      const { state } = child.state;
      // What isn't up needs no turn; what is on its way down may have less time now.
      if (state === 'stopping' || (!child.alive && state !== 'completed')) {
        this.halt(child, 'stopped');
      }
    }
    if (already) return;
    this.play(children, {
      down: (child) => this.halt(child, 'stopped'),
      done: () => {
        this.phase = 'ended';
        this.listener.ended(outcome);
      },
    });
  }

  halt(child: Child<Context>, goal: Goal): void {
    this.returning.delete(child);
    this.down(child, goal);
  }

  private down(child: Child<Context>, goal: Goal): void {
    this.blocked.delete(child);
    const left = Math.max(0, this.stopBefore - this.clock.now());
    child.halt(Math.min(child.rules.stopTimeout, left), goal);
  }

  /** Starts a child in its turn; if it fails, whoever waits for it is told, and it isn't retried. */
  attend(child: Child<Context>): void {
    child.attended = true;
    child.wanted = true;
    child.startError = undefined;
    if (this.sequence && child.state.generation === 0) {
      this.sequence.append(child);
      child.rest('waiting');
    }
    this.bring(child);
  }

  /** Stops a child if it runs, and starts it with a clean record. */
  restart(child: Child<Context>): void {
    child.history = NO_HISTORY; // whoever starts it next: a restart of its group may come first
    this.returning.add(child); // before a sequence can take it up as it was
    this.down(child, 'waiting');
    if (!child.alive && this.returning.delete(child)) this.attend(child);
  }

  contextOf(name: string): Context | undefined {
    return this.options.context?.(name);
  }

  value(value: unknown, child: Child<Context>): void {
    this.options.onValue?.(value, child.name);
  }

  nestingOf(child: Child<Context>): Nesting {
    const { logger, scheduler, random } = this.options;
    return {
      logger,
      scheduler,
      random,
      defaults: this.defaults,
      extras: (name) => this.contextOf(name) ?? {},
      value: (value, name) => this.options.onValue?.(value, name),
      children: (states) => child.tellChildren(states),
      incident: (incident) => this.listener.incident(incident),
    };
  }

  changed(child: Child<Context>): void {
    if (child.state.state === 'removed') {
      this.children.delete(child.name);
      this.judge.forget(child);
    }
    this.listener.changed(child);
    if (child.state.ready || child.state.state === 'removed') this.unblock();
    const { state } = child.state;
    if (state !== 'stopping' && this.returning.delete(child) && state === 'waiting') {
      this.attend(child);
    }
    this.sequence?.advance();
  }

  over(child: Child<Context>, ending: RunEnding, run: Run<Context>): void {
    child.kill();
    this.judge.judge(child, ending, run);
  }

  gone(): void {
    this.sequence?.advance();
  }

  due(child: Child<Context>): void {
    if (this.phase === 'stopping') return;
    const wait = this.gate.wait(child, this.clock.now());
    if (wait > 0) child.backOff(wait, child.state.lastError);
    else this.bring(child);
  }

  isLeaving(child: Child<Context>): boolean {
    return this.phase === 'stopping' || (this.sequence?.takesDown(child) ?? false);
  }

  incident(incident: Incident): void {
    this.listener.incident(incident);
  }

  leaked(child: Child<Context>, timeout: number): void {
    const { generation } = child.state;
    const reason = `did not end within ${String(timeout)} ms of being asked to`;
    this.logger.error('service leaked', { service: child.name, generation, reason });
    const at = this.clock.now();
    this.listener.incident(
      Object.freeze({ type: 'leak', child: child.name, generation, at, reason }),
    );
  }

  /** Starts a child that was added, is due, or is to return, in its turn. */
  private bring(child: Child<Context>): void {
    if (this.phase !== 'starting' && this.phase !== 'running') return;
    if (this.sequence?.willStart(child)) {
      this.sequence.advance();
      if (child.isDue) child.rest('waiting');
    } else if (this.mayStart(child)) {
      child.launch();
    } else {
      child.rest('waiting');
      this.blocked.add(child);
    }
  }

  /** Stops those that the strategy says, and starts them again once they may. */
  regroup(failed: Child<Context>): void {
    const { strategy } = this.options;
    const affected = affectedBy(strategy, [...this.children.values()], failed);
    for (const child of affected) child.wanted = true;
    this.play(affected, {
      // One that failed may still be about to end: it waits for its backoff or its release all the same.
      down: (child) => {
        if (!child.isHeld) this.halt(child, child.temporary ? 'removed' : 'waiting');
      },
      open: () =>
        strategy !== 'one-for-all' ||
        affected.every((child) => child.startable || !child.needsStart),
      up: (child) => child.launch(),
    });
  }

  private play(children: Child<Context>[], plan: Partial<SequencePlan<Context>>): void {
    const sequence = new Sequence(children, {
      mayStart: (child) => this.mayStart(child),
      ...plan,
      done: () => {
        this.sequence = undefined;
        if (this.phase === 'starting') this.onStarted();
        plan.done?.();
      },
    });
    this.sequence = sequence;
    sequence.advance();
  }

  interrupt(): void {
    this.sequence?.cancel();
    this.sequence = undefined;
  }

  private onStarted(): void {
    this.phase = 'running';
    this.listener.started();
  }

  private mayStart(child: Child<Context>): boolean {
    return child.startable && child.hasDependencies;
  }

  private unblock(): void {
    for (const child of this.blocked) {
      if (!this.mayStart(child)) continue;
      this.blocked.delete(child);
      child.launch();
    }
  }
}
