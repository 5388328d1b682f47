import { ConfigClosedError } from '../../errors.js';

/** What `work` comes to, or ConfigClosedError as soon as `signal` aborts, whatever `work` does. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(new ConfigClosedError());
    signal.addEventListener('abort', onAbort);
    void work.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', onAbort);
    });
  });
}
