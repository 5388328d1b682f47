/** Where the metrics are read at each scrape. Each is a plain read: nothing is counted here. */
export interface MetricSources {
  /** The bus's account. */
  readonly bus: () => {
    readonly published: number;
    readonly subscribers: readonly { readonly name: string; readonly pending: number }[];
  };
  /** Events dropped so far, by subscriber. */
  readonly lagged: () => Iterable<readonly [subscriber: string, dropped: number]>;
  /** Seconds until each subscriber loses an event, if things go on as they do. */
  readonly secondsToLoss: () => Iterable<readonly [subscriber: string, seconds: number]>;
  /** Every service. */
  readonly services: () => readonly {
    readonly name: string;
    readonly state: string;
    readonly restarts: number;
  }[];
  /** Every state a service can be in. */
  readonly serviceStates: readonly string[];
  /** The version of the config in force. */
  readonly configVersion: () => number;
  /** Reloads so far, by outcome. */
  readonly configReloads: () => Iterable<readonly [outcome: string, count: number]>;
  /** Lines that the log has lost so far. */
  readonly logLinesDropped: () => number;
  /** Whether the node is ready. */
  readonly ready: () => boolean;
  /** How many things are wrong without making the node unready. */
  readonly degraded: () => number;
  /** Every health check that has reported, and whether it passed. */
  readonly checks: () => Iterable<readonly [check: string, passing: boolean]>;
}
