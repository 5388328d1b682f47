/** One look at the machine and at this process. */
export interface HostSample {
  /** When, in milliseconds since 1970. */
  readonly at: number;
  /** Share of all cores that was busy since the sample before, 0 to 1. */
  readonly cpu: number;
  /** Share of the machine's memory in use, 0 to 1. */
  readonly memory: number;
  /** Load average over one minute; always 0 on Windows. */
  readonly load: number;
  /** What this process holds in memory, in bytes. */
  readonly rss: number;
  /** The longest that the event loop was late since the sample before, in milliseconds. */
  readonly loopDelay: number;
}
