import type { Schedule } from './schedule.js';

/** The most events in one turn of the event loop, also when more are due: readers have to read. */
const MOST = 128;

/** What is generated, and how. */
export interface Generation {
  readonly schedule: Schedule;
  /** Milliseconds. */
  readonly duration: number;
  /**
   * When it looks what is due: every turn of the event loop, which keeps to the schedule within
   * microseconds and takes all of a core; or every millisecond, as often as a timer can.
   */
  readonly look: 'every turn' | 'every millisecond';
  /** Called for each event, told when it should have happened as `performance.now()` counts. */
  readonly publish: (intended: number) => void;
}

/**
 * Publishes what falls due within `duration`, and catches up on what it missed.
 *
 * @returns how many events there were, once all are published
 */
export async function generate({ schedule, duration, look, publish }: Generation): Promise<number> {
  const { due, at } = schedule;
  const start = performance.now();
  const total = due(duration - 1e-6);
  return await new Promise((resolve) => {
    let published = 0;
    function publishDue(): void {
      const now = Math.min(due(performance.now() - start), total);
      for (const until = Math.min(now, published + MOST); published < until; published++) {
        publish(start + at(published));
      }
      if (published === total) resolve(published);
      else if (published < now || look === 'every turn') setImmediate(publishDue);
      else setTimeout(publishDue, 1);
    }
    publishDue();
  });
}
