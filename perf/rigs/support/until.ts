import { setTimeout as sleep } from 'node:timers/promises';

/** Longer than that, in milliseconds, nothing is under way any more. */
const PATIENCE = 10_000;

/** Waits until `done`, for as long as that may still come. Resolves to whether it has. */
export async function until(done: () => boolean): Promise<boolean> {
  const end = performance.now() + PATIENCE;
  while (!done()) {
    if (performance.now() > end) return false;
    await sleep(10);
  }
  return true;
}
