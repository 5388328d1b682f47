/**
 * Where a child is.
 *
 * - `waiting`: to be started, but not yet: others come first
 * - `starting`: started, not ready
 * - `running`: ready
 * - `backoff`: failed, restarts at `nextRestartAt`
 * - `stopping`: asked to end
 * - `stopped`: not running because someone wanted it so, or because it couldn't be started
 * - `completed`: ended normally and isn't restarted
 * - `quarantined`: failed too often; `release` or the cooldown brings it back
 * - `removed`: no longer a child
 */
export type ChildStatus =
  | 'waiting'
  | 'starting'
  | 'running'
  | 'backoff'
  | 'stopping'
  | 'stopped'
  | 'completed'
  | 'quarantined'
  | 'removed';

/** One child at one moment. Immutable: a change is a new state. */
export interface ChildState {
  /** The child's name. */
  readonly name: string;
  /** Where it is. */
  readonly state: ChildStatus;
  /** Whether it does its work, or has ended normally. */
  readonly ready: boolean;
  /** Whether a node without it is unready. */
  readonly critical: boolean;
  /** The names of the children it starts after. */
  readonly dependsOn: readonly string[];
  /** How many times it was started. */
  readonly generation: number;
  /** How many of these starts were restarts after a failure. */
  readonly restarts: number;
  /** When it came into this state, in milliseconds of the supervisor's clock. */
  readonly since: number;
  /** What it last failed with; `undefined` if it never did. */
  readonly lastError: unknown;
  /** When it will be started again, in milliseconds of the supervisor's clock, if that is known. */
  readonly nextRestartAt: number | undefined;
  /** How many of its runs never ended: their output is cut off, but their code may still run. */
  readonly leaked: number;
  /** If it is a supervisor: the states of its children. */
  readonly children: readonly ChildState[];
}
