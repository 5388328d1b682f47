/**
 * Looks every so many milliseconds whether a worker's thread is gone, and says so once it is. Node.js tells
 * no exit of some workers that exit by themselves just when they are terminated, though they are gone
 * then, and their number with them.
 *
 * @returns the timer, to clear when an exit was told
 */
export function onThreadGone(
  worker: { readonly threadId: number },
  every: number,
  gone: () => void,
): NodeJS.Timeout {
  const timer = setInterval(() => {
    if (worker.threadId >= 0) return;
    clearInterval(timer);
    gone();
  }, every);
  return timer;
}
