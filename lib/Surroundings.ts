import type { ObservabilityServer, startServer } from './http/index.js';
import type { HostProcess } from './internal/HostProcess.js';
import type { startWatchdog, Watchdog } from './startWatchdog.js';

/** What a kernel reaches the world by, beside its clock, its bus and the streams it is given. */
export interface Surroundings {
  /** Where signals and uncaught errors come from, and what ends when the kernel ends it. */
  readonly process: HostProcess;
  /** Starts the server that answers probes and scrapes. */
  readonly listen: (...args: Parameters<typeof startServer>) => Promise<ObservabilityServer>;
  /** Starts the thread that watches over the event loop. */
  readonly watch: (...args: Parameters<typeof startWatchdog>) => Promise<Watchdog>;
}

/** The real ones. Server and watchdog are loaded when they are first needed. */
export const surroundings: Surroundings = {
  process,
  listen: async (...args) => {
    const { startServer: start } = await import('./http/index.js');
    return start(...args);
  },
  watch: async (...args) => {
    const { startWatchdog: start } = await import('./startWatchdog.js');
    return start(...args);
  },
};
