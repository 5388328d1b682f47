import type { ChildDefaults } from './ChildSpec.js';
import type { ChildState, ChildStatus } from './ChildState.js';
import type { Cancel, Clock } from './clock.js';
import { NO_HISTORY, type RestartHistory } from './decide.js';
import type { Logger } from '../internal/Logger.js';
import type { Nesting } from './nesting.js';
import type { ResolvedChild, ResolvedRules } from './resolveChild.js';
import { Run, type RunEnding } from './Run.js';

const NO_CHILDREN: readonly ChildState[] = Object.freeze([]);

const GOALS = ['waiting', 'stopped', 'removed'] as const;

/** What a child is to be once it was stopped. */
export type Goal = (typeof GOALS)[number];

/** Where a child lives: what it asks for, and whom it tells. */
export interface ChildHost<Context extends object> {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly defaults: ChildDefaults;
  contextOf(name: string): Context | undefined;
  value(value: unknown, child: Child<Context>): void;
  /** What a supervisor that is this child gets, and tells. */
  nestingOf(child: Child<Context>): Nesting;
  /** It is in another state. */
  changed(child: Child<Context>): void;
  /** A run ended that nobody had asked to. */
  over(child: Child<Context>, ending: RunEnding, run: Run<Context>): void;
  /** Nothing of its last run is left. */
  gone(child: Child<Context>): void;
  /** Its backoff or cooldown is over, and nothing of its last run is left. */
  due(child: Child<Context>): void;
  /** A run didn't end in time. */
  leaked(child: Child<Context>, timeout: number): void;
}

/** One child over all its runs: it knows its state and its timers, but takes no decision. */
export class Child<Context extends object> {
  /** What its next restart is decided by. */
  history: RestartHistory = NO_HISTORY;
  /** Whether someone waits for the start under way, and is to hear if it fails. */
  attended = false;
  /** What the start that someone waited for failed with. */
  startError: Error | undefined;
  /** Whether a group restart is to start it again. */
  wanted = true;
  state: ChildState;
  private run: Run<Context> | undefined;
  private cancelTimer: Cancel | undefined;
  /** What to be once the run is gone. */
  private goal: Goal = 'stopped';
  private stopTimeout = 0;
  private timeUp = false;
  private rulesFor: ChildDefaults | undefined;
  private currentRules: ResolvedRules | undefined;

  constructor(
    readonly spec: ResolvedChild<Context>,
    /** What it depends on, as it was when this child was added: a name may be taken by another later. */
    private readonly dependencies: readonly Child<Context>[],
    private readonly host: ChildHost<Context>,
  ) {
    this.state = Object.freeze({
      name: spec.name,
      state: 'waiting',
      ready: false,
      critical: spec.critical,
      dependsOn: spec.dependsOn,
      generation: 0,
      restarts: 0,
      since: host.clock.now(),
      lastError: undefined,
      nextRestartAt: undefined,
      leaked: 0,
      children: NO_CHILDREN,
    });
  }

  get name(): string {
    return this.spec.name;
  }

  /** The policy and timeouts in force. */
  get rules(): ResolvedRules {
    const { defaults } = this.host;
    if (this.currentRules === undefined || this.rulesFor !== defaults) {
      this.rulesFor = defaults;
      this.currentRules = this.spec.rules(defaults);
    }
    return this.currentRules;
  }

  /** Whether a run of it may still be running. */
  get alive(): boolean {
    return this.run !== undefined;
  }

  /** Whether its backoff or quarantine is over, and it hasn't been started yet. */
  get isDue(): boolean {
    return this.timeUp && this.isHeld;
  }

  /** Whether it waits for its restart or its release. */
  get isHeld(): boolean {
    const { state } = this.state;
    return state === 'backoff' || state === 'quarantined';
  }

  /** Whether it could be started now, as far as it is concerned. */
  get startable(): boolean {
    if (this.run !== undefined) return false;
    return this.isHeld ? this.timeUp : this.state.state !== 'removed';
  }

  /** Whether all it depends on is ready, or no longer there. */
  get hasDependencies(): boolean {
    return this.dependencies.every(({ state }) => state.ready || state.state === 'removed');
  }

  /** Whether nobody restarts it, and it is forgotten once it has ended. */
  get temporary(): boolean {
    return this.rules.policy.restart === 'temporary';
  }

  /** Whether a sequence that starts children is to start it. */
  get needsStart(): boolean {
    return this.wanted && this.run === undefined && this.state.state !== 'removed';
  }

  /** Starts a run. */
  launch(): void {
    this.cancelTimer?.();
    const { host, spec } = this;
    const restarted = this.timeUp;
    this.timeUp = false;
    this.wanted = true;
    const run = new Run<Context>({
      child: spec,
      startTimeout: this.rules.startTimeout,
      extras: host.contextOf(spec.name),
      clock: host.clock,
      logger: host.logger,
      nesting: () => host.nestingOf(this),
      listener: {
        value: (value) => host.value(value, this),
        ready: () => this.onReady(),
        over: (ending) => this.onOver(run, ending),
        stopError: (error) =>
          host.logger.warn('failed while stopping', { service: spec.name, error }),
        gone: (leaked) => this.onGone(leaked),
      },
    });
    this.run = run;
    this.become('starting', {
      generation: this.state.generation + 1,
      restarts: this.state.restarts + (restarted ? 1 : 0),
    });
    run.begin();
  }

  /** Waits for its restart. */
  backOff(delay: number, lastError: unknown): void {
    this.wait('backoff', delay, lastError);
  }

  /** Waits for its release, or for the end of the cooldown. */
  quarantine(cooldown: number | undefined, lastError: unknown): void {
    this.wait('quarantined', cooldown, lastError);
  }

  /** Ends whatever it is at, and becomes `goal`. */
  halt(timeout: number, goal: Goal): void {
    this.cancelTimer?.();
    this.timeUp = false;
    const { run } = this;
    if (run === undefined) {
      if (this.state.state !== goal) this.become(goal);
      return;
    }
    const stopping = this.state.state === 'stopping';
    // Who wants it gone for longer prevails.
    if (!stopping || GOALS.indexOf(goal) > GOALS.indexOf(this.goal)) this.goal = goal;
    if (!stopping) this.become('stopping');
    this.stopTimeout = stopping ? Math.min(timeout, this.stopTimeout) : timeout;
    run.stop(timeout);
  }

  /** Its children have changed, it being a supervisor. */
  tellChildren(children: readonly ChildState[]): void {
    const { state, nextRestartAt } = this.state;
    this.become(state, { children: Object.freeze(children), nextRestartAt });
  }

  /** Comes to rest: ended normally, or not to be started again. */
  rest(state: 'completed' | 'stopped' | 'waiting' | 'removed', lastError?: unknown): void {
    this.become(state, lastError === undefined ? {} : { lastError });
  }

  /** Ends its quarantine, and forgets what led to it. */
  release(): void {
    this.history = NO_HISTORY;
    this.cancelTimer?.();
    this.timeUp = true;
    this.dueIfGone();
  }

  /** Ends what is left of a run that is taken for dead. */
  kill(): void {
    this.stopTimeout = 0;
    this.run?.stop(0);
  }

  private wait(state: 'backoff' | 'quarantined', delay: number | undefined, lastError: unknown) {
    const { clock } = this.host;
    this.cancelTimer?.();
    this.timeUp = false;
    if (delay !== undefined) {
      this.cancelTimer = clock.after(delay, () => {
        this.timeUp = true;
        this.dueIfGone();
      });
    }
    const nextRestartAt = delay === undefined ? undefined : clock.now() + delay;
    this.become(state, { lastError, nextRestartAt });
  }

  private dueIfGone(): void {
    if (this.isDue && this.run === undefined) this.host.due(this);
  }

  private onReady(): void {
    this.attended = false;
    this.become('running');
  }

  private onOver(run: Run<Context>, ending: RunEnding): void {
    if (!run.alive) this.run = undefined;
    this.host.over(this, ending, run);
  }

  private onGone(leaked: boolean): void {
    this.run = undefined;
    if (leaked) this.host.leaked(this, this.stopTimeout);
    const { nextRestartAt } = this.state;
    const patch = leaked ? { leaked: this.state.leaked + 1, nextRestartAt } : {};
    if (this.state.state === 'stopping') this.become(this.goal, patch);
    else if (leaked) this.become(this.state.state, patch);
    this.host.gone(this);
    this.dueIfGone();
  }

  private become(state: ChildStatus, patch: Partial<ChildState> = {}): void {
    this.state = Object.freeze({
      ...this.state,
      nextRestartAt: undefined,
      ...patch,
      state,
      ready: state === 'running' || state === 'completed',
      since: state === this.state.state ? this.state.since : this.host.clock.now(),
    });
    this.host.changed(this);
  }
}
