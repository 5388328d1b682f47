import { NEVER, type Observable } from 'rxjs';
import { constant, type ChildSpec, type SupervisorOptions } from 'ron-kernel';
import { marbles, traced } from '../../supervision/support.js';

/** One case of OTP's supervisor_SUITE, under the suite's name for it. */
export type OtpCase =
  /** Restated for this API. */
  | { readonly name: string; readonly holds: () => void | Promise<void> }
  /** Without a meaning here. */
  | { readonly name: string; readonly leftOut: string };

/** How a child ends, in the suite's words. */
export type ExitReason = 'normal' | 'shutdown' | 'abnormal';

/**
 * A supervisor as the suite makes them: `intensity` restarts of all children in an hour, no backoff
 * worth waiting for (1 ms) and no limit for each.
 */
export function otp(intensity: number, options: SupervisorOptions = {}) {
  return traced({
    limit: { restarts: intensity, within: 3_600_000 },
    ...options,
    defaults: { backoff: constant({ delay: 1 }), limit: 'unlimited', ...options.defaults },
  });
}

/** A child that runs until it is stopped. */
export function worker(name: string, more: Partial<ChildSpec> = {}): ChildSpec {
  return { name, start: () => NEVER, ...more };
}

/** A child whose runs are these, one after the other; when they are used up, it just runs. */
export function scripted(
  name: string,
  runs: readonly Observable<unknown>[],
  more: Partial<ChildSpec> = {},
): ChildSpec {
  const left = [...runs];
  return { name, start: () => left.shift() ?? NEVER, ...more };
}

/** What a supervisor's `end$` told: nothing yet, `completed`, or the error. */
export function endOf(supervisor: ReturnType<typeof otp>['supervisor']): () => unknown {
  let end: unknown = 'running';
  supervisor.end$.subscribe({
    complete: () => (end = 'completed'),
    error: (error: unknown) => (end = error),
  });
  return () => end;
}

export { marbles };
