/** Where a value of a config came from. Secret values are masked, so it may be logged as it is. */
export interface ConfigExplanation {
  /** The key path, such as `'log.level'`. */
  readonly key: string;
  /** The value in force; `'***'` if it is secret, `undefined` if there is none. */
  readonly value: unknown;
  /**
   * What gave it: a file, a variable or flag by name, `'schema default'`; `'kept until a restart'`
   * for a value that `pendingRestart` is to change; empty where nothing gave one.
   */
  readonly source: string;
  /** What else has a value for the key, the strongest first. */
  readonly overridden: readonly ConfigValueOrigin[];
}

/** A value and what gave it. */
export interface ConfigValueOrigin {
  /** The file, the variable or the flag, or `'default'`. */
  readonly source: string;
  /** As the source has it; `'***'` if it is secret. */
  readonly value: unknown;
}
