import { reportUnhandled } from './reportUnhandled.js';

/** `callback`, but what it throws is reported as unhandled instead of reaching the caller. */
export function guarded<A extends unknown[]>(
  callback: (...args: A) => unknown,
): (...args: A) => void {
  return (...args) => {
    try {
      callback(...args);
    } catch (error) {
      reportUnhandled(error);
    }
  };
}
