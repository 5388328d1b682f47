import {
  defer,
  distinctUntilChanged,
  map,
  ReplaySubject,
  startWith,
  Subject,
  type Observable,
} from 'rxjs';
import { SupervisorStateError, UnknownChildError } from '../errors.js';
import { EmissionQueue } from '../internal/EmissionQueue.js';
import { millisecondsOption } from '../internal/options.js';
import type { Child } from './Child.js';
import type { ChildDefaults, ChildSpec } from './ChildSpec.js';
import type { ChildState } from './ChildState.js';
import { ChildWaits } from './ChildWaits.js';
import type { Incident } from './Incident.js';
import type { Outcome } from './Outcome.js';
import { Oversight } from './Oversight.js';
import { resolveNewChild } from './resolveNewChild.js';
import { checkDefaults, resolveOptions } from './resolveOptions.js';
import type { StopOptions, StopReport } from './StopOptions.js';
import type { SupervisorOptions } from './SupervisorOptions.js';

/**
 * Keeps services running: starts them in order, restarts those that fail, quarantines those that
 * fail too often, and stops them in reverse, as Erlang/OTP's `supervisor` does for processes.
 *
 * A child that fails is restarted after a backoff, and with it those that the `strategy` says; past
 * its `limit` it is quarantined until `release`. A supervisor's life is one `start` and one `stop`.
 * Inside `TestScheduler.run` all its time is virtual.
 *
 * @example
 * ```ts
 * import { interval } from 'rxjs';
 * import { Supervisor } from 'ron-kernel';
 *
 * const supervisor = new Supervisor({
 *   children: [
 *     { name: 'ingest', start: () => interval(10) },
 *     { name: 'rollup', start: async () => 'done', dependsOn: ['ingest'], restart: 'transient' },
 *   ],
 * });
 * supervisor.changes$.subscribe(({ name, state }) => console.log(name, state));
 * await supervisor.start();
 * await supervisor.stop();
 * ```
 */
export class Supervisor<Context extends object = object> {
  /** Every child's state, in the order they start: now, then at each change. Completes at the end. */
  readonly children$: Observable<readonly ChildState[]>;
  /** One child's new state at each change: what {@link Supervisor.children$} tells, piece by piece. */
  readonly changes$: Observable<ChildState>;
  /** Each failure with what was done about it, and each run that leaked. Completes at the end. */
  readonly incidents$: Observable<Incident>;
  /**
   * Completes when the supervisor was stopped, or ended since its significant children did. Errors
   * when it failed: a child didn't start, or its own `limit` was exceeded. Tells late subscribers too.
   */
  readonly end$: Observable<never>;
  private readonly changesSubject$ = new Subject<ChildState>();
  private readonly incidentsSubject$ = new Subject<Incident>();
  private readonly endSubject$ = new ReplaySubject<never>(1);
  private readonly queue = new EmissionQueue();
  private readonly waits = new ChildWaits<Context>();
  private readonly oversight: Oversight<Context>;
  private snapshot: readonly ChildState[] | undefined;
  private starting: Promise<void> | undefined;
  private onStarted: (error?: Error) => void = () => undefined;

  /**
   * Checks everything and starts nothing.
   *
   * @param options - children, strategy and limits
   * @throws OptionTypeError, OptionRangeError or ChildSpecError that names what can't work
   */
  constructor(options: SupervisorOptions<Context>) {
    this.changes$ = this.changesSubject$.asObservable();
    this.incidents$ = this.incidentsSubject$.asObservable();
    this.end$ = this.endSubject$.asObservable();
    this.children$ = defer(() =>
      this.changes$.pipe(
        startWith(undefined),
        map(() => this.children),
        distinctUntilChanged(),
      ),
    );
    this.oversight = new Oversight(resolveOptions(options), {
      changed: (child) => this.onChanged(child),
      incident: (incident) => this.queue.emit(() => this.incidentsSubject$.next(incident)),
      started: () => this.onStarted(),
      ended: (outcome) => this.onEnded(outcome),
    });
  }

  /** Every child's state, in the order they start. A new array only when something changed. */
  get children(): readonly ChildState[] {
    this.snapshot ??= Object.freeze(
      Array.from(this.oversight.children.values(), ({ state }) => state),
    );
    return this.snapshot;
  }

  /**
   * Starts the children, each once the one before is ready.
   *
   * @returns a promise that resolves when all are ready; called again, the same promise. It rejects
   *   with ChildStartError when one fails before it was ready, after what had started was stopped in
   *   reverse
   */
  start(): Promise<void> {
    if (this.starting) return this.starting;
    if (this.oversight.phase !== 'new') {
      return Promise.reject(new SupervisorStateError('this supervisor was stopped; make another'));
    }
    this.starting = new Promise((resolve, reject) => {
      this.onStarted = (error) => (error ? reject(error) : resolve());
    });
    // Who only listens to `end$` is told there.
    this.starting.catch(() => undefined);
    this.oversight.start();
    return this.starting;
  }

  /**
   * Stops the children in reverse, each once the one after is gone or its deadline is over. What
   * waits for a restart is stopped at once.
   *
   * @param options - a deadline for all of them
   * @returns a promise of what couldn't be stopped; called again, of the same
   */
  stop(options: StopOptions = {}): Promise<StopReport> {
    const timeout =
      options.timeout === undefined ? Infinity : millisecondsOption('timeout', options.timeout);
    const report = new Promise<StopReport>((resolve) => {
      const done = (): void =>
        resolve({ leaked: this.children.filter((c) => c.leaked > 0).map((c) => c.name) });
      this.end$.subscribe({ complete: done, error: done });
    });
    this.oversight.end({ type: 'stopped' }, timeout);
    return report;
  }

  /**
   * Changes what holds for children that don't say otherwise: for their next failure, start or stop.
   *
   * @param defaults - all of them: what is left out is back at its default
   * @throws OptionTypeError or OptionRangeError that names the option at fault
   */
  setDefaults(defaults: ChildDefaults): void {
    this.oversight.defaults = checkDefaults(defaults);
  }

  /**
   * Adds a child and starts it.
   *
   * @param spec - the child; it may depend on those that exist
   * @returns a promise that resolves when it is ready, and rejects with ChildStartError when it fails
   *   before; it is no child then
   */
  async startChild(spec: ChildSpec<Context>): Promise<void> {
    this.assertRunning();
    const child = this.oversight.add(resolveNewChild(this.oversight, spec));
    this.oversight.attend(child);
    return this.untilReady(child, () => this.oversight.halt(child, 'removed'));
  }

  /**
   * Stops a child and keeps it: `restartChild` brings it back, and so does a restart of its group. A
   * temporary child is removed.
   *
   * @param name - the child's name
   * @returns a promise that resolves when it is gone, or its deadline is over
   */
  async stopChild(name: string): Promise<void> {
    const child = this.childNamed(name);
    child.wanted = false;
    return this.take(child, child.temporary ? 'removed' : 'stopped');
  }

  /**
   * Stops a child if it runs, and starts it with a clean record.
   *
   * @param name - the child's name
   * @returns a promise that resolves when it is ready, and rejects with ChildStartError when it fails
   *   before; it is stopped then
   */
  async restartChild(name: string): Promise<void> {
    this.assertRunning();
    const child = this.childNamed(name);
    this.oversight.restart(child);
    return this.untilReady(child);
  }

  /**
   * Stops a child if it runs, and forgets it.
   *
   * @param name - the child's name
   * @returns a promise that resolves when it is gone, or its deadline is over
   */
  async removeChild(name: string): Promise<void> {
    return this.take(this.childNamed(name), 'removed');
  }

  /**
   * Ends a child's quarantine: it is started at once, with a clean record. Does nothing to a child
   * that isn't quarantined.
   *
   * @param name - the child's name
   * @throws UnknownChildError when there is none of that name
   */
  release(name: string): void {
    const child = this.childNamed(name);
    if (child.state.state === 'quarantined') child.release();
  }

  private take(child: Child<Context>, goal: 'stopped' | 'removed'): Promise<void> {
    this.oversight.halt(child, goal);
    return this.waits.until(child, () => (child.alive ? 'pending' : 'done'));
  }

  private untilReady(child: Child<Context>, onFailed?: () => void): Promise<void> {
    return this.waits.until(child, () => {
      // What was ready has been waited for, even if it has ended since.
      if (!child.attended && child.startError === undefined) return 'done';
      const { state } = child.state;
      if (state !== 'stopped' && state !== 'removed') return 'pending';
      if (state === 'stopped') onFailed?.();
      const stopped = `'${child.name}' was stopped before it was ready`;
      return child.startError ?? new SupervisorStateError(stopped);
    });
  }

  private childNamed(name: string): Child<Context> {
    const child = this.oversight.children.get(name);
    if (child === undefined) throw new UnknownChildError(name);
    return child;
  }

  private assertRunning(): void {
    const { phase } = this.oversight;
    if (phase !== 'running') {
      throw new SupervisorStateError(`a supervisor takes this only while it runs; it is ${phase}`);
    }
  }

  private onChanged(child: Child<Context>): void {
    this.snapshot = undefined;
    const { state } = child;
    this.queue.emit(() => this.changesSubject$.next(state));
    this.waits.changed(child);
  }

  private onEnded(outcome: Outcome): void {
    const error =
      outcome.type === 'failed'
        ? outcome.error
        : new SupervisorStateError(
            'this supervisor was stopped before all its children were ready',
          );
    this.onStarted(error);
    this.queue.emit(() => {
      this.changesSubject$.complete();
      this.incidentsSubject$.complete();
      if (outcome.type === 'failed') this.endSubject$.error(error);
      else this.endSubject$.complete();
    });
  }
}
