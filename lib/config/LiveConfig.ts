import { distinctUntilChanged, map, Subscription, type Observable } from 'rxjs';
import type { InferType } from 'yup';
import { isDeepEqual } from './data/isDeepEqual.js';
import { nameOption } from '../internal/options.js';
import type { ConfigFailureError, ConfigRejectedError } from '../errors.js';
import { checkOptions } from './checkOptions.js';
import type { ConfigExplanation } from './ConfigExplanation.js';
import type { ConfigSchema } from './ConfigOf.js';
import type { ConfigParticipant } from './ConfigParticipant.js';
import type { ConfigSnapshot } from './ConfigSnapshot.js';
import type { DeepReadonly } from './DeepReadonly.js';
import type { LiveConfigOptions } from './LiveConfigOptions.js';
import type { Reloads } from './reload/Reloads.js';
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
  /** Why each rejected reload was rejected, and each change rolled back; completes on `close()`. */
  readonly rejections$: Observable<ConfigRejectedError>;
  /** What failed and leaves the config in force: triggers, commits, rolling back; completes on `close()`. */
  readonly failures$: Observable<ConfigFailureError>;
  /** How each reload ended, whoever asked for it; completes on `close()`. */
  readonly reloads$: Observable<ReloadOutcome>;

  private constructor(
    private readonly reloads: Reloads<T>,
    private readonly closing: AbortController,
  ) {
    this.snapshots$ = reloads.state.values$;
    this.rejections$ = reloads.rejections$;
    this.failures$ = reloads.failures$;
    this.reloads$ = reloads.reloads$;
  }

  /**
   * Reads the sources for the first time.
   *
   * @returns the config, once it is valid
   * @throws ConfigRejectedError when it isn't, with everything that is wrong
   * @throws OptionTypeError when an option isn't what it should be
   */
  static async open<S extends ConfigSchema>(
    options: LiveConfigOptions<S>,
  ): Promise<LiveConfig<InferType<S>>> {
    checkOptions(options);
    const { openReloads } = await import('./reload/openReloads.js');
    const closing = new AbortController();
    try {
      const reloads = await openReloads<InferType<S>>(options, closing.signal);
      return new LiveConfig(reloads, closing);
    } catch (error) {
      closing.abort();
      throw error;
    }
  }

  /** The config in force: deep-frozen, durations in milliseconds. */
  get value(): DeepReadonly<T> {
    return this.snapshot.value;
  }

  /** The config in force with its version. */
  get snapshot(): ConfigSnapshot<T> {
    return this.reloads.state.value;
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
    return this.reloads.loader.explain(key);
  }

  /**
   * Makes what is secret in a text unreadable, for a log or an answer of yours. What is found is each
   * value in force that is marked secret, plain or as JSON escapes it; one that a reload has replaced, or
   * that is encoded otherwise, is not.
   *
   * @param text - whatever may hold a secret
   * @returns the text with `***` in its place
   */
  redact(text: string): string {
    return this.reloads.loader.redact(text);
  }

  /**
   * Reads all sources again, now or as soon as the reload at work is done, and tries also content
   * that was rejected before.
   *
   * @returns how it ended; a rejection doesn't throw
   * @throws ConfigClosedError after `close()`
   */
  reload(): Promise<ReloadOutcome> {
    return this.reloads.request(true);
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
    this.reloads.participants.add(participant);
    return new Subscription(() => void this.reloads.participants.delete(participant));
  }

  /**
   * Lets go of triggers, abandons a reload at work and completes all streams. `value` stays as it is.
   */
  async close(): Promise<void> {
    this.closing.abort();
    await this.reloads.close();
  }

  /** `close()`, for `await using`. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
