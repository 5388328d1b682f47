/** Options of {@link Supervisor.stop}. */
export interface StopOptions {
  /** Milliseconds that all children have together; each also has its own `stopTimeout`. Default: no more than that. */
  readonly timeout?: number;
}

/** What {@link Supervisor.stop} left behind. */
export interface StopReport {
  /** Names of the children that never ended: cut off, but their code may still run. */
  readonly leaked: readonly string[];
}
