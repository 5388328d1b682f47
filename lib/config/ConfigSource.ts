import type { KeyPath } from './KeyPath.js';

/**
 * Where values come from: a file, the environment, flags, an object, or something of your own.
 * Every reload reads every source again; a later source in the list wins over an earlier one.
 */
export interface ConfigSource {
  /** What errors call it, such as `'app.toml'`. */
  readonly name: string;
  /** Takes what is there now. Called again at each reload, never twice at once. */
  read(request: ConfigReadRequest): ConfigContent | Promise<ConfigContent>;
  /** How this source spells a key, such as `'APP_LOG_LEVEL'`. Default: the source's name. */
  spell?(path: KeyPath): string;
}

/** What a source is told when it is read. */
export interface ConfigReadRequest {
  /** The fingerprint of what this source gave to the config in force; none at first. */
  readonly installed: string | undefined;
  /** Aborts when the config is closed. */
  readonly signal: AbortSignal;
}

/** What a source held when it was read. */
export interface ConfigContent {
  /** Equal for equal content, and only then. When no source's differs, nothing is parsed. */
  readonly fingerprint: string;
  /** Whether there is nothing in it. A source that *became* empty is a rejection. Default: false. */
  readonly empty?: boolean;
  /**
   * Makes values of it, or throws {@link ConfigRejectedError} with everything that is wrong.
   *
   * @param keys the paths of all leaves of the schema
   */
  parse(keys: readonly KeyPath[]): ConfigLayer | Promise<ConfigLayer>;
}

/** The values of one source. */
export interface ConfigLayer {
  /**
   * How far the values are from what a snapshot holds. `'text'`: leaves are strings, to be cast by
   * the schema (environment, flags). `'document'`: leaves are typed and durations are strings
   * (files). `'values'`: as in a snapshot, where a duration may also be a number of milliseconds.
   */
  readonly kind: 'text' | 'document' | 'values';
  /** Plain data: objects, arrays, strings, numbers, booleans, dates, null. */
  readonly values: unknown;
}
