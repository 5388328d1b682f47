import { asyncScheduler } from 'rxjs';

/**
 * Whether RxJS runs on a virtual clock right now, as inside `TestScheduler.run`: its async scheduler
 * then tells a time that isn't the machine's. Ask at subscription, not at import.
 */
export function isVirtualTime(): boolean {
  const before = Date.now();
  const now = asyncScheduler.now();
  return now < before || now > Date.now();
}
