import type { VirtualLoop } from './VirtualLoop.js';
import type { VirtualTimer } from './VirtualTimer.js';

interface Abortable {
  readonly signal?: AbortSignal;
}

/** As Node.js's own timers do it, which tell an aborted wait by this name. */
function abortError(signal: AbortSignal): Error {
  const error = new Error('The operation was aborted', { cause: signal.reason });
  error.name = 'AbortError';
  return error;
}

function wait<T>(
  start: (done: () => void) => VirtualTimer,
  value: T,
  { signal }: Abortable = {},
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal === undefined) {
      start(() => resolve(value));
      return;
    }
    if (signal.aborted) {
      reject(abortError(signal));
      return;
    }
    const timer = start(() => {
      signal.removeEventListener('abort', abort);
      resolve(value);
    });
    const abort = (): void => {
      timer.cancel();
      reject(abortError(signal));
    };
    signal.addEventListener('abort', abort, { once: true });
  });
}

/** What `node:timers/promises` has to wait by, on `loop`. */
export function virtualPromises(loop: VirtualLoop) {
  return {
    setTimeout: <T>(delay: number | undefined, value: T, options?: Abortable) =>
      wait((done) => loop.after(delay ?? 1, done), value, options),
    setImmediate: <T>(value: T, options?: Abortable) =>
      wait((done) => loop.immediate(done), value, options),
  };
}
