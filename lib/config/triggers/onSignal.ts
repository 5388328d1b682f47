import { constants } from 'node:os';
import { Observable } from 'rxjs';
import { OptionTypeError } from '../../errors.js';
import { show } from '../../internal/options.js';

/** What {@link onSignal} emits. A person asked: content that was rejected before is tried again. */
export interface SignalReceived {
  /** Which one. */
  readonly signal: NodeJS.Signals;
  /** Also content that was rejected before is read again. */
  readonly retry: true;
}

/**
 * Reloads when the process gets a signal, by custom `SIGHUP`. While it is subscribed the signal no
 * longer ends the process; it doesn't keep the process alive either.
 *
 * @param signal a signal that can be handled
 * @throws OptionTypeError when it can't be, or is none
 *
 * @example
 * ```ts
 * import { LiveConfig, objectSource, onSignal } from 'ron-kernel';
 * import { object } from 'yup';
 *
 * const config = await LiveConfig.open({
 *   schema: object({}),
 *   sources: [objectSource({})],
 *   reloadOn: [onSignal('SIGHUP')],
 * });
 * await config.close(); // and lets go of the signal
 * ```
 */
export function onSignal(signal: NodeJS.Signals): Observable<SignalReceived> {
  if (!Object.hasOwn(constants.signals, signal) || signal === 'SIGKILL' || signal === 'SIGSTOP') {
    throw new OptionTypeError(
      `onSignal() takes a signal a process can handle, such as 'SIGHUP', got ${show(signal)}`,
    );
  }
  return new Observable((subscriber) => {
    const received = (): void => subscriber.next({ signal, retry: true });
    process.on(signal, received);
    return () => process.off(signal, received);
  });
}
