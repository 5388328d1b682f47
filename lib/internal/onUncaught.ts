import type { HostProcess } from './HostProcess.js';

/**
 * Calls `handle` with every error that nobody in `host` catches, and keeps Node.js from ending the process at
 * once for it. `what` is `'uncaught exception'` or `'unhandled rejection'`.
 *
 * @returns leaves them to Node.js again
 */
export function onUncaught(
  host: HostProcess,
  handle: (what: string, error: unknown) => void,
): () => void {
  const onException = (error: unknown): void => handle('uncaught exception', error);
  const onRejection = (reason: unknown): void => handle('unhandled rejection', reason);
  host.on('uncaughtException', onException);
  host.on('unhandledRejection', onRejection);
  return () => {
    host.off('uncaughtException', onException);
    host.off('unhandledRejection', onRejection);
  };
}
