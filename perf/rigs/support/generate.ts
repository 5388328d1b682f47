import type { Schedule } from './schedule.js';

/** The most events in one turn of the event loop, also when more are due: readers have to read. */
const MOST = 1_024;

/**
 * Calls `publish` for each event that falls due within `duration` milliseconds, told when it should
 * have happened. It looks every millisecond, as often as a timer can, and catches up on what it missed.
 *
 * @returns how many there were, once all are published
 */
export async function generate(
  { due, at }: Schedule,
  duration: number,
  publish: (intended: number) => void,
): Promise<number> {
  const start = performance.now();
  const total = due(duration - 1e-6);
  return await new Promise((resolve) => {
    let published = 0;
    const timer = setInterval(publishDue, 1);
    function publishDue(): void {
      const now = Math.min(due(performance.now() - start), total);
      for (const until = Math.min(now, published + MOST); published < until; published++) {
        publish(start + at(published));
      }
      if (published === total) {
        clearInterval(timer);
        resolve(published);
      } else if (published < now) setImmediate(publishDue);
    }
  });
}
