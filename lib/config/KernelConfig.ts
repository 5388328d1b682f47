import type { LogFormat } from '../internal/LogFormat.js';
import type { LogLevel } from '../internal/LogLevel.js';

/** What a kernel is configured by. Durations are in milliseconds; files and flags say `"250ms"` and `"30s"`. */
export interface KernelConfig {
  /** The bus. */
  readonly bus: {
    /** Events that a subscriber may be behind: 1 to 4,194,304; default 4096. Takes a restart. */
    readonly capacity: number;
    /** The node is degraded when a subscriber would lose events within this; default 5 s. */
    readonly lossWarning: number;
  };
  /** Restarts, and what services have to start and stop. */
  readonly supervisor: {
    /** First delay before a restart; default 100 ms. */
    readonly backoffBase: number;
    /** Longest delay before a restart; default 30 s. */
    readonly backoffCap: number;
    /** Restarts allowed within the window, 0 to 10,000; default 5. */
    readonly restartCap: number;
    /** The window; past the cap a service is quarantined. Default 60 s. */
    readonly restartWindow: number;
    /** Uptime that resets the delay; default 10 s. */
    readonly stableAfter: number;
    /** What a service has to become ready; default 30 s. */
    readonly startTimeout: number;
    /** What a service has to stop; default 5 s. */
    readonly stopTimeout: number;
  };
  /** The HTTP server, and the watchdog. All of it but `stallThreshold` takes a restart. */
  readonly observability: {
    /** Whether `/healthz`, `/readyz` and `/metrics` are served; default false. */
    readonly enabled: boolean;
    /** Where, as `host:port`; default `127.0.0.1:0`, which is any free port of this machine. */
    readonly address: string;
    /** Host headers that both answer to beside their own: a host with any port, or `host:port`. */
    readonly allowedHosts: string[];
    /** Whether a live page is served at `/` too; default false. */
    readonly page: boolean;
    /**
     * Where a thread of its own serves `/healthz`, as `host:port`, whether the server is enabled or
     * not; default `''`, which is nowhere.
     */
    readonly watchdogAddress: string;
    /** How long the event loop may stand still before the watchdog says so: at least 1 s; default 5 s. */
    readonly stallThreshold: number;
  };
  /** The flight recorder, which remembers the last of what happened. All of it takes a restart. */
  readonly recorder: {
    /** Whether it records; default false, and then it costs nothing. */
    readonly enabled: boolean;
    /** How many of the newest events it holds, 1 to 100,000; default 1,000. */
    readonly events: number;
    /** How many bytes they may take, 65,536 to 1,073,741,824; the oldest go first. Default 4,194,304. */
    readonly bytes: number;
    /** The file that a crash leaves the recording in, from the current directory; default `''`, nowhere. */
    readonly file: string;
    /** Whether it is served at `/debug/recorder`, to whoever may ask; default false. */
    readonly endpoint: boolean;
  };
  /** The log. */
  readonly log: {
    /** `'json'`, one object a line, or `'text'`; default `'json'`. */
    readonly format: LogFormat;
    /** Lines less urgent than this are left out; default `'info'`. */
    readonly level: LogLevel;
  };
  /** How the kernel stops. */
  readonly shutdown: {
    /** How long it is unready before anything stops; default 0. */
    readonly drainDelay: number;
    /** How long stopping may take in all; default 10 s. */
    readonly deadline: number;
  };
}
