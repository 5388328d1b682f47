import { asapScheduler, type SchedulerLike } from 'rxjs';
import { isVirtualTime } from '../internal/virtualTime.js';

/**
 * What runs a pump later: the scheduler asked for; inside `TestScheduler.run` RxJS's asap scheduler,
 * which that makes virtual; otherwise nothing, and a microtask does.
 */
export function deferral(
  scheduler: SchedulerLike | undefined,
): ((work: () => void) => void) | undefined {
  const runs = scheduler ?? (isVirtualTime() ? asapScheduler : undefined);
  if (runs === undefined) return undefined;
  return (work) => runs.schedule(work);
}
