import { ConfigClosedError } from '../../errors.js';

/** What `work` comes to, or ConfigClosedError as soon as `signal` aborts, whatever `work` does. */
export async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    onAbort = () => reject(new ConfigClosedError());
    signal.addEventListener('abort', onAbort);
  });
  try {
    return await Promise.race([work, aborted]);
  } catch (error) {
    throw signal.aborted ? new ConfigClosedError() : error;
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
