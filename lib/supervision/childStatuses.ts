import type { ChildStatus } from './ChildState.js';

const listed: Readonly<Record<Exclude<ChildStatus, 'removed'>, true>> = {
  waiting: true,
  starting: true,
  running: true,
  backoff: true,
  stopping: true,
  stopped: true,
  completed: true,
  quarantined: true,
};

/** Every {@link ChildStatus} a child can be seen in; the compiler sees to it that none is missing. */
export const childStatuses: readonly string[] = Object.keys(listed);
