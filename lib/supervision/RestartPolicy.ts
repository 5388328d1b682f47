import type { SchedulerLike } from 'rxjs';
import type { Backoff, Random } from './Backoff.js';

/**
 * Which endings call for a restart, as in OTP: `permanent` every one, `transient` a failure only,
 * `temporary` none.
 */
export type RestartType = 'permanent' | 'transient' | 'temporary';

/** So many restarts within so long, and no more. The window slides. */
export interface RestartLimit {
  /** How many restarts are allowed within the window; the next one is refused. From 0 to 10,000. */
  readonly restarts: number;
  /** The window in milliseconds; a restart exactly this old still counts. From 1 to 2,147,483,647. */
  readonly within: number;
}

/** When and how often something that failed is started again. */
export interface RestartPolicy {
  /** Which endings call for a restart. Default `'permanent'`. */
  readonly restart?: RestartType;
  /** How long to wait. Default: exponential ×2 from 100 ms to 30 s, full jitter. */
  readonly backoff?: Backoff;
  /** How many restarts are too many. Default 5 in 60,000 ms; `'unlimited'` never gives up. */
  readonly limit?: RestartLimit | 'unlimited';
  /**
   * The uptime in milliseconds after which the next failure is the first again, as far as the backoff
   * goes. Judged when it fails. Default 10,000; from 0.
   */
  readonly stableAfter?: number;
  /**
   * The pause in milliseconds after the limit was exceeded, before one start on probation: if that
   * fails before `stableAfter`, it failed for good. Default: none, the limit is final. From 1.
   */
  readonly cooldown?: number;
}

/**
 * A {@link RestartPolicy} for `supervise`, with the clock and the dice it goes by. A key that is one edit
 * away from an option which isn't given is refused.
 */
export interface SupervisePolicy extends RestartPolicy {
  /**
   * Whose clock and timers to use. Default: the machine's, or RxJS's virtual ones inside
   * `TestScheduler.run`.
   */
  readonly scheduler?: SchedulerLike;
  /** Where randomness comes from. Default `Math.random`. */
  readonly random?: Random;
}
