/** What a watchdog is started with. */
export interface WatchdogData {
  /** The key that the address came from. */
  readonly option: string;
  /** Where to listen, as `host:port`; port 0 takes any that is free. */
  readonly address: string;
  /** Host headers it answers to beside its own: a host with any port, or `host:port`. */
  readonly allowedHosts: readonly string[];
  /** The memory of the main thread's pulse. */
  readonly memory: SharedArrayBuffer;
}
