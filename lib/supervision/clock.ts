import { asyncScheduler, type SchedulerLike } from 'rxjs';
import { macrotask } from '../internal/macrotask.js';
import { isVirtualTime } from '../internal/virtualTime.js';

/** Undoes what {@link Clock.after} planned; harmless afterwards. */
export type Cancel = () => void;

/** Where supervision takes its time from. */
export interface Clock {
  /** Milliseconds since whenever; only differences mean something. */
  now(): number;
  /** Runs `work` after `delay` milliseconds, never before the event loop has turned. */
  after(delay: number, work: () => void): Cancel;
}

function scheduledClock(scheduler: SchedulerLike): Clock {
  return {
    now: () => scheduler.now(),
    after(delay, work) {
      const action = scheduler.schedule(() => work(), delay);
      return () => action.unsubscribe();
    },
  };
}

const machineClock: Clock = {
  now: () => performance.now(),
  after(delay, work) {
    if (delay > 0) {
      const timer = setTimeout(work, delay);
      return () => clearTimeout(timer);
    }
    let cancelled = false;
    macrotask(() => {
      if (!cancelled) work();
    });
    return () => void (cancelled = true);
  },
};

/** The clock in force: the scheduler's if there is one, RxJS's while that is virtual, else the machine's. */
export function clockOf(scheduler: SchedulerLike | undefined): Clock {
  if (scheduler !== undefined) return scheduledClock(scheduler);
  return isVirtualTime() ? scheduledClock(asyncScheduler) : machineClock;
}
