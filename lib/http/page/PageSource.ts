import type { Observable } from 'rxjs';

/** A subscriber's account. */
export interface SubscriberAccount {
  readonly name: string;
  readonly capacity: number;
  readonly pending: number;
  readonly delivered: number;
  readonly dropped: number;
}

/** A bus's account. */
export interface BusAccount {
  readonly published: number;
  readonly subscribers: readonly SubscriberAccount[];
  readonly departed: { readonly delivered: number; readonly dropped: number };
}

/** A service and, if it is a supervisor, those below it; times in milliseconds of `performance.now()`. */
export interface ServiceState {
  readonly name: string;
  readonly state: string;
  readonly ready: boolean;
  readonly critical: boolean;
  readonly generation: number;
  readonly restarts: number;
  readonly since: number;
  readonly lastError: unknown;
  readonly nextRestartAt: number | undefined;
  readonly leaked: number;
  readonly children: readonly ServiceState[];
}

/** How a reload of the config ended; nothing in it is secret. */
export interface ConfigReload {
  readonly status: 'applied' | 'unchanged' | 'rejected' | 'rolled-back';
  /** The version in force. */
  readonly version: number;
  /** The key paths whose new values wait for a restart. */
  readonly pendingRestart: readonly string[];
  /** What was changed, if it was. */
  readonly changes?: readonly {
    readonly key: string;
    readonly before: unknown;
    readonly after: unknown;
  }[];
  /** Why it was rejected or rolled back. */
  readonly error?: Error;
}

/** What the page is about: a kernel, or anything else that can say as much. */
export interface PageSource {
  readonly readiness: {
    readonly ready: boolean;
    readonly missing: readonly string[];
    /** Default nothing. */
    readonly degraded?: readonly string[];
  };
  /** Every service, in the order they start. */
  services(): readonly ServiceState[];
  /** The bus's account at this moment. */
  account(): BusAccount;
  /** Seconds until a subscriber, by name, loses an event if things go on as they do. */
  secondsToLoss(): ReadonlyMap<string, number>;
  /** Hands over every event from now on, until the function it returns is called. */
  listen(next: (event: unknown) => void): () => void;
  readonly config: {
    version(): number;
    readonly reloads$: Observable<ConfigReload>;
    /** What went wrong and changed nothing; nothing in it is secret. */
    readonly failures$: Observable<Error>;
  };
}
