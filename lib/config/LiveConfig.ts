import {
  distinctUntilChanged,
  map,
  ReplaySubject,
  Subject,
  Subscription,
  type Observable,
} from 'rxjs';
import type { AnyObjectSchema, InferType } from 'yup';
import { ConfigClosedError, ConfigRejectedError } from '../errors.js';
import { OrderedState } from '../internal/OrderedState.js';
import { nameOption } from '../internal/options.js';
import { reasonOf } from '../internal/reasonOf.js';
import { checkOptions } from './checkOptions.js';
import type { ConfigExplanation } from './ConfigExplanation.js';
import type { ConfigParticipant } from './ConfigParticipant.js';
import type { ConfigSnapshot } from './ConfigSnapshot.js';
import { deepFreeze } from './data/deepFreeze.js';
import { isDeepEqual } from './data/isDeepEqual.js';
import type { DeepReadonly } from './DeepReadonly.js';
import type { LiveConfigOptions } from './LiveConfigOptions.js';
import type { BuiltConfig } from './pipeline/ConfigBuilder.js';
import { ConfigLoader, type Load } from './reload/ConfigLoader.js';
import { commitAll, prepareAll } from './reload/participation.js';
import { ReloadQueue } from './reload/ReloadQueue.js';
import { requestsOf, type TriggerNotice } from './reload/requestsOf.js';
import { untilAborted } from './reload/untilAborted.js';
import type { ReloadOutcome } from './ReloadOutcome.js';

/**
 * A config that follows its sources while the process runs, and can't go bad: what isn't valid is
 * rejected with every reason, and the last good snapshot stays in force.
 *
 * Every reload reads all sources afresh, lets later ones win over earlier ones and both over the
 * schema's defaults, and validates the whole, strictly. Subscribers see versions in order, and
 * nothing when nothing changed. Reloads run one at a time; requests that come while one waits share
 * it.
 *
 * @example
 * ```ts
 * import { LiveConfig, objectSource } from 'ron-kernel';
 * import { number, object, string } from 'yup';
 *
 * const config = await LiveConfig.open({
 *   schema: object({
 *     port: number().integer().min(1).required(),
 *     log: object({ level: string().default('info') }),
 *   }),
 *   sources: [objectSource({ port: 8080 })],
 * });
 * config.select(({ log }) => log.level).subscribe((level) => console.log(level)); // info
 * console.log((await config.reload()).status); // unchanged
 * await config.close();
 * ```
 */
export class LiveConfig<T extends object> implements AsyncDisposable {
  /** The snapshot in force, then each new one; completes on `close()`. */
  readonly snapshots$: Observable<ConfigSnapshot<T>>;
  /** Why each rejected reload was rejected, and what else failed: triggers, commits; completes on `close()`. */
  readonly rejections$: Observable<ConfigRejectedError>;
  /** How each reload ended, whoever asked for it; completes on `close()`. */
  readonly reloads$: Observable<ReloadOutcome>;

  private readonly state: OrderedState<ConfigSnapshot<T>>;
  private readonly rejected$ = new Subject<ConfigRejectedError>();
  private readonly reloaded$ = new Subject<ReloadOutcome>();
  private readonly participants = new Set<ConfigParticipant<T>>();
  private readonly queue = new ReloadQueue((retry) => this.runReload(retry));

  private constructor(
    private readonly loader: ConfigLoader,
    private readonly closing: AbortController,
  ) {
    this.state = new OrderedState(snapshotOf<T>(1, loader.built));
    this.snapshots$ = this.state.values$;
    this.rejections$ = this.rejected$.asObservable();
    this.reloads$ = this.reloaded$.asObservable();
  }

  /**
   * Reads the sources for the first time.
   *
   * @returns the config, once it is valid
   * @throws ConfigRejectedError when it isn't, with everything that is wrong
   * @throws OptionTypeError when an option isn't what it should be
   */
  static async open<S extends AnyObjectSchema>(
    options: LiveConfigOptions<S>,
  ): Promise<LiveConfig<InferType<S>>> {
    const { schema, sources, reloadOn = [] } = options;
    checkOptions(schema, sources, reloadOn);
    const { ConfigBuilder } = await import('./pipeline/ConfigBuilder.js');
    const builder = new ConfigBuilder(schema);
    const closing = new AbortController();
    // Listening before the first read: a change that comes during it is not lost.
    const notices$ = new ReplaySubject<TriggerNotice>(1);
    const listening = requestsOf(reloadOn).subscribe(notices$);
    closing.signal.addEventListener('abort', () => listening.unsubscribe(), { once: true });
    try {
      const loader = await ConfigLoader.open([...sources], builder, closing.signal);
      const config = new LiveConfig<InferType<S>>(loader, closing);
      // eslint-disable-next-line rxjs-x/no-ignored-error -- a trigger's error arrives as a notice
      notices$.subscribe((notice) => config.heed(notice));
      return config;
    } catch (error) {
      closing.abort();
      throw error;
    }
  }

  /** The config in force: deep-frozen, durations in milliseconds. */
  get value(): DeepReadonly<T> {
    return this.state.value.value;
  }

  /** The config in force with its version. */
  get snapshot(): ConfigSnapshot<T> {
    return this.state.value;
  }

  /**
   * A part of the config, now and whenever it changes; completes on `close()`.
   *
   * @param project picks the part; it is compared by its content
   */
  select<R>(project: (value: DeepReadonly<T>) => R): Observable<R> {
    return this.snapshots$.pipe(
      map(({ value }) => project(value)),
      distinctUntilChanged<R>(isDeepEqual),
    );
  }

  /**
   * Where a value in force came from, and what it overrode; secret values are masked.
   *
   * @param key the path of one key, such as `'log.level'`
   * @throws OptionTypeError when there is no such key, or it is a section
   */
  explain(key: string): ConfigExplanation {
    return this.loader.explain(key);
  }

  /**
   * Reads all sources again, now or as soon as the reload at work is done, and tries also content
   * that was rejected before.
   *
   * @returns how it ended; a rejection doesn't throw
   * @throws ConfigClosedError after `close()`
   */
  reload(): Promise<ReloadOutcome> {
    return this.request(true);
  }

  /**
   * Gives a part of the program a say in every change to come. All are prepared, in the order in
   * which they joined; if one refuses, those before it are rolled back in reverse and the change is
   * rejected. Else all commit, then subscribers see it. Changes that only wait for a restart pass by.
   *
   * @param participant what it does to prepare, commit and roll back; each is optional
   * @returns a subscription that ends its part
   *
   * @example
   * ```ts
   * import { LiveConfig, objectSource } from 'ron-kernel';
   * import { object, string } from 'yup';
   *
   * const config = await LiveConfig.open({
   *   schema: object({ server: string().required() }),
   *   sources: [objectSource({ server: 'a' })],
   * });
   * const part = config.onApply({
   *   name: 'pool',
   *   prepare: ({ server }) => console.log('connecting to', server),
   *   commit: () => console.log('switching over'),
   *   rollback: () => console.log('staying with the old server'),
   * });
   * part.unsubscribe();
   * await config.close();
   * ```
   */
  onApply(participant: ConfigParticipant<T>): Subscription {
    nameOption('name', participant.name);
    this.participants.add(participant);
    return new Subscription(() => void this.participants.delete(participant));
  }

  /**
   * Lets go of triggers, abandons a reload at work and completes all streams. `value` stays as it is.
   */
  async close(): Promise<void> {
    this.closing.abort();
    this.state.complete();
    this.rejected$.complete();
    this.reloaded$.complete();
    await this.queue.idle();
  }

  /** `close()`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private request(retry: boolean): Promise<ReloadOutcome> {
    return this.closing.signal.aborted
      ? Promise.reject(new ConfigClosedError())
      : this.queue.request(retry);
  }

  private async runReload(retry: boolean): Promise<ReloadOutcome> {
    const { signal } = this.closing;
    if (signal.aborted) throw new ConfigClosedError();
    let ready: readonly ConfigParticipant<T>[] = [];
    const approve = async (value: unknown): Promise<void> => {
      const prepared = await prepareAll(this.participants, asValue<T>(value), this.value, signal);
      if (prepared.issues.length > 0) throw this.loader.rejection(prepared.issues, value);
      ready = prepared.ready;
    };
    const load = await untilAborted(this.loader.load(retry, signal, approve), signal);
    if (load.status === 'applied') {
      const snapshot = snapshotOf<T>(this.snapshot.version + 1, load.built);
      const issues = await commitAll(ready, snapshot.value, this.value);
      this.state.next(snapshot);
      if (issues.length > 0) this.rejected$.next(this.loader.rejection(issues, load.built.value));
    }
    const outcome = outcomeOf(load, this.snapshot);
    // What is skipped because it was rejected before has been told before.
    if (load.status === 'rejected' && load.repeated) return outcome;
    if (load.status === 'rejected') this.rejected$.next(load.error);
    this.reloaded$.next(outcome);
    return outcome;
  }

  private heed({ retry, failed }: TriggerNotice): void {
    if (failed) {
      const message = `failed and asks for no more reloads: ${reasonOf(failed.error)}`;
      this.rejected$.next(new ConfigRejectedError([{ source: failed.trigger, key: '', message }]));
      return;
    }
    // Only closing makes it reject, and then nobody waits for the outcome.
    this.request(retry).catch(() => undefined);
  }
}

function snapshotOf<T>(version: number, built: BuiltConfig): ConfigSnapshot<T> {
  const { changed, pendingRestart } = built;
  return deepFreeze({ version, value: asValue<T>(built.value), changed, pendingRestart });
}

/** The schema has validated it; T is what that schema infers. */
function asValue<T>(value: unknown): DeepReadonly<T> {
  return value as DeepReadonly<T>;
}

function outcomeOf(load: Load, snapshot: ConfigSnapshot<unknown>): ReloadOutcome {
  const { version, changed, pendingRestart } = snapshot;
  const facts = { version, pendingRestart, elapsed: performance.now() - load.since };
  switch (load.status) {
    case 'applied':
      return { status: 'applied', ...facts, changed };
    case 'unchanged':
      return { status: 'unchanged', ...facts };
    case 'rejected':
      return { status: 'rejected', ...facts, error: load.error };
  }
}
