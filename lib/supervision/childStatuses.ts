import type { ChildStatus } from './ChildState.js';

const listed: Readonly<Record<ChildStatus, true>> = {
  waiting: true,
  starting: true,
  running: true,
  backoff: true,
  stopping: true,
  stopped: true,
  completed: true,
  quarantined: true,
  removed: true,
};

/** Every {@link ChildStatus} there is; the compiler sees to it. */
export const childStatuses: readonly string[] = Object.keys(listed);
