import type { HostProcess } from './HostProcess.js';
import { reasonOf } from './reasonOf.js';

/**
 * Calls `leave` when `host` ends with an exit code other than 0: with the error that nobody
 * caught, where that is why. Nothing asynchronous comes of it.
 *
 * @returns calls it no more
 */
export function onFailedExit(host: HostProcess, leave: (reason: string) => void): () => void {
  let uncaught: string | undefined;
  const onUncaught = (error: unknown, origin: string): void => {
    const what = origin === 'unhandledRejection' ? 'unhandled rejection' : 'uncaught exception';
    uncaught = `${what}: ${reasonOf(error)}`;
  };
  const onExit = (code: number): void => {
    if (code !== 0) leave(uncaught ?? `the process ended with exit code ${code}`);
  };
  host.on('uncaughtExceptionMonitor', onUncaught);
  host.on('exit', onExit);
  return () => {
    host.off('uncaughtExceptionMonitor', onUncaught);
    host.off('exit', onExit);
  };
}
