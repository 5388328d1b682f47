/** What a change made of one key. Secret values are masked, so it may be logged as it is. */
export interface ConfigChange {
  /** The key path, such as `'log.level'`. */
  readonly key: string;
  /** The value before; `'***'` if it is secret, `undefined` if there was none. */
  readonly before: unknown;
  /** The value now, in the same way. */
  readonly after: unknown;
}
