import type { ChildState } from 'ron-kernel';

/** A child that runs and is ready, but for what is said of it. */
export function childState(said: Partial<ChildState>): ChildState {
  return {
    name: 'a',
    state: 'running',
    ready: true,
    critical: true,
    dependsOn: [],
    generation: 1,
    restarts: 0,
    since: 0,
    lastError: undefined,
    nextRestartAt: undefined,
    leaked: 0,
    children: [],
    ...said,
  };
}
