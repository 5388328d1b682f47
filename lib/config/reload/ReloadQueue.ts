interface PendingRun<O> {
  retry: boolean;
  outcome: Promise<O>;
}

/**
 * One reload at a time, and at most one waiting: whoever asks while one waits shares it. A reload
 * that waits starts only after the request, so that it sees what was there then.
 */
export class ReloadQueue<O> {
  private pending: PendingRun<O> | undefined;
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly run: (retry: boolean) => Promise<O>) {}

  /** Asks for a run; `retry` holds for a shared one if anybody wants it. */
  request(retry: boolean): Promise<O> {
    if (this.pending) {
      this.pending.retry ||= retry;
      return this.pending.outcome;
    }
    const pending: PendingRun<O> = {
      retry,
      outcome: this.last.then(() => {
        this.pending = undefined;
        return this.run(pending.retry);
      }),
    };
    this.pending = pending;
    this.last = pending.outcome.catch(() => undefined);
    return pending.outcome;
  }

  /** Resolves once nothing runs and nothing waits. */
  async idle(): Promise<void> {
    await this.last;
  }
}
