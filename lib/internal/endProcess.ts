import type { HostProcess } from './HostProcess.js';

/** How long, in ms, what else runs in this process may take to end by itself. */
const GRACE = 1_000;

/** How many in each process are being stopped before it may end. */
const stopping = new WeakMap<HostProcess, number>();

/**
 * Lets nobody end `host` for another while this one is being stopped.
 *
 * @returns that it is stopped; to be called once
 */
export function holdProcess(host: HostProcess): () => void {
  const count = (change: number) => stopping.set(host, (stopping.get(host) ?? 0) + change);
  count(1);
  return () => void count(-1);
}

/**
 * Ends `host` with `code`, or with the failure it has been given already: by itself when nothing
 * is left to do, else soon, unless somebody else is still being stopped, who then does.
 */
export function endProcess(host: HostProcess, code: number): void {
  const { exitCode = 0 } = host;
  if (exitCode === 0) host.exitCode = code;
  setTimeout(() => {
    if ((stopping.get(host) ?? 0) === 0) host.exit();
  }, GRACE).unref();
}
