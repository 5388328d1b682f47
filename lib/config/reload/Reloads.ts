import { Subject, type Observable } from 'rxjs';
import {
  ConfigClosedError,
  ConfigFailureError,
  ConfigRejectedError,
  type ConfigIssue,
} from '../../errors.js';
import { OrderedState } from '../../internal/OrderedState.js';
import { reasonOf } from '../../internal/reasonOf.js';
import type { ConfigGuard, ServiceCrash } from '../ConfigGuard.js';
import type { ConfigParticipant } from '../ConfigParticipant.js';
import type { ConfigSnapshot } from '../ConfigSnapshot.js';
import type { BuiltConfig } from '../pipeline/ConfigBuilder.js';
import type { ReloadOutcome } from '../ReloadOutcome.js';
import type { ConfigLoader, Installed } from './ConfigLoader.js';
import { Guard } from './Guard.js';
import { commitAll, prepareAll } from './participation.js';
import { ReloadQueue } from './ReloadQueue.js';
import { asValue, outcomeOf, snapshotOf } from './reports.js';
import type { TriggerNotice } from './requestsOf.js';
import { untilAborted } from './untilAborted.js';

/** A change to be: what it takes the place of, who must agree to it, and who is then ready for it. */
interface Change<T> {
  readonly before: Installed;
  readonly approve: (value: unknown) => Promise<void>;
  ready: readonly ConfigParticipant<T>[];
}

interface Rollback {
  readonly good: Installed;
  readonly reason: string;
}

/** What happens to a config once it is open: reloads and rollbacks, one at a time, and their reports. */
export class Reloads<T> {
  readonly state: OrderedState<ConfigSnapshot<T>>;
  readonly rejections$: Observable<ConfigRejectedError>;
  readonly failures$: Observable<ConfigFailureError>;
  readonly reloads$: Observable<ReloadOutcome>;
  readonly participants = new Set<ConfigParticipant<T>>();
  private readonly rejected$ = new Subject<ConfigRejectedError>();
  private readonly failed$ = new Subject<ConfigFailureError>();
  private readonly reloaded$ = new Subject<ReloadOutcome>();
  private readonly queue = new ReloadQueue((retry) => this.run(retry));
  private readonly guard: Guard<Installed> | undefined;
  /** What the guard wants before the next reload. */
  private asked: Rollback | undefined;

  constructor(
    readonly loader: ConfigLoader,
    private readonly signal: AbortSignal,
    guard: ConfigGuard | undefined,
  ) {
    this.state = new OrderedState(snapshotOf<T>(1, loader.built));
    this.rejections$ = this.rejected$.asObservable();
    this.failures$ = this.failed$.asObservable();
    this.reloads$ = this.reloaded$.asObservable();
    this.guard = guard && this.guardWith(guard);
  }

  request(retry: boolean): Promise<ReloadOutcome> {
    return this.signal.aborted
      ? Promise.reject(new ConfigClosedError())
      : this.queue.request(retry);
  }

  /** What a trigger wants. */
  heed({ retry, failed }: TriggerNotice): void {
    if (!failed) this.requestUnseen(retry);
    else this.report(failed.trigger, `failed and asks for no more reloads`, failed.error);
  }

  /** Completes all streams and waits for what is at work; the signal has aborted. */
  async close(): Promise<void> {
    this.guard?.disarm();
    this.state.complete();
    this.rejected$.complete();
    this.failed$.complete();
    this.reloaded$.complete();
    await this.queue.idle();
  }

  private async run(retry: boolean): Promise<ReloadOutcome> {
    if (this.signal.aborted) throw new ConfigClosedError();
    await this.rollBack();
    const change = this.newChange();
    const loading = this.loader.load(retry, this.signal, change.approve);
    const load = await untilAborted(loading, this.signal);
    if (load.status === 'applied') {
      if (load.built.changes.length > 0) this.guard?.arm(change.before);
      await this.install(load.built, change.ready);
    }
    const outcome = outcomeOf(load, this.state.value);
    // What is skipped because it was rejected before has been told before.
    if (load.status === 'rejected' && load.repeated) return outcome;
    if (load.status === 'rejected') this.rejected$.next(load.error);
    this.reloaded$.next(outcome);
    return outcome;
  }

  /** Goes back to what the guard asks for, if it does. */
  private async rollBack(): Promise<void> {
    const { asked, guard, loader, signal } = this;
    if (asked === undefined) return;
    this.asked = undefined;
    guard?.disarm();
    const change = this.newChange();
    const issue = (verdict: string): ConfigIssue => {
      return { source: 'guard', key: '', message: `${verdict}: ${asked.reason}` };
    };
    try {
      const back = loader.rollBack(asked.good, issue('rolled back'), change.approve);
      const load = await untilAborted(back, signal);
      await this.install(load.built, change.ready);
      this.rejected$.next(load.error);
      this.reloaded$.next(outcomeOf(load, this.state.value));
    } catch (error) {
      if (!(error instanceof ConfigRejectedError)) throw error;
      this.fail([issue("can't roll back"), ...error.issues]);
    }
  }

  private newChange(): Change<T> {
    const change: Change<T> = {
      before: this.loader.installed,
      ready: [],
      approve: async (value) => {
        const next = asValue<T>(value);
        const { participants, signal, state } = this;
        const prepared = await prepareAll(participants, next, state.value.value, signal);
        if (prepared.issues.length > 0) throw this.loader.rejection(prepared.issues, value);
        change.ready = prepared.ready;
      },
    };
    return change;
  }

  private async install(built: BuiltConfig, ready: Change<T>['ready']): Promise<void> {
    const { version, value } = this.state.value;
    const snapshot = snapshotOf<T>(version + 1, built);
    const issues = await commitAll(ready, snapshot.value, value);
    this.state.next(snapshot);
    if (issues.length > 0) this.fail(issues);
  }

  private guardWith(guard: ConfigGuard): Guard<Installed> {
    return new Guard(guard, {
      crashed: (good: Installed, { service, reason }: ServiceCrash) => {
        const when = `within ${String(guard.for)} ms of the change`;
        this.asked = { good, reason: `'${service}' crashed ${when}: ${reason}` };
        // The reload that follows skips what is rolled back, and sees what was mended meanwhile.
        this.requestUnseen(false);
      },
      failed: (error) => this.report('guard', 'failed and guards no more changes', error),
    });
  }

  private requestUnseen(retry: boolean): void {
    // Only closing makes it reject, and then nobody waits for the outcome.
    this.request(retry).catch(() => undefined);
  }

  private report(source: string, what: string, error: unknown): void {
    this.fail([{ source, key: '', message: `${what}: ${reasonOf(error)}` }]);
  }

  private fail(issues: readonly ConfigIssue[]): void {
    const { value } = this.state.value;
    this.failed$.next(new ConfigFailureError(this.loader.rejection(issues, value).issues));
  }
}
