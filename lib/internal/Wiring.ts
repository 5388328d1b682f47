import { Subscription, type Observable } from 'rxjs';
import type { Logger } from './Logger.js';

/** What is listened to until it is unsubscribed. A source that fails is logged, and ends alone. */
export class Wiring extends Subscription {
  constructor(
    private readonly logger: Pick<Logger, 'error'>,
    /** What the log says of a source that fails. */
    private readonly complaint: string,
  ) {
    super();
  }

  /** Hands what `source$` says to `next`. */
  on<T>(source$: Observable<T>, next: (value: T) => void): void {
    const error = (failure: unknown): void => this.logger.error(this.complaint, { error: failure });
    this.add(source$.subscribe({ next, error }));
  }
}
