/** What carries a request's identity from publisher to subscriber; an `AsyncLocalStorage` is one. */
export interface Context<S = unknown> {
  /** The store in force, or `undefined` if there is none. */
  getStore(): S | undefined;
  /** Runs `work` with `store` in force. */
  run(store: S | undefined, work: () => void): void;
}
