import type { HostProcess } from './HostProcess.js';

/** How long, in ms, what else runs in this process may take to end by itself. */
const GRACE = 1_000;

/**
 * Ends `host` with `code`, or with the failure it has been given already: by itself when nothing
 * is left to do, else soon.
 */
export function endProcess(host: HostProcess, code: number): void {
  const { exitCode = 0 } = host;
  if (exitCode === 0) host.exitCode = code;
  setTimeout(() => host.exit(), GRACE).unref();
}
