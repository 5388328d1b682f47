/**
 * Calls `handle` with every error that nobody catches, and keeps Node.js from ending the process at
 * once for it. `what` is `'uncaught exception'` or `'unhandled rejection'`.
 *
 * @returns leaves them to Node.js again
 */
export function onUncaught(handle: (what: string, error: unknown) => void): () => void {
  const onException = (error: unknown): void => handle('uncaught exception', error);
  const onRejection = (reason: unknown): void => handle('unhandled rejection', reason);
  process.on('uncaughtException', onException);
  process.on('unhandledRejection', onRejection);
  return () => {
    process.off('uncaughtException', onException);
    process.off('unhandledRejection', onRejection);
  };
}
