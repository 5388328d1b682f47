/** What is connected to one run of a worker, and closed as the run ends: `connectWorker` returns such. */
export interface RunConnection {
  /** Ends it in good order within `timeout` milliseconds. */
  close(options: { readonly timeout: number }): PromiseLike<unknown>;
}
