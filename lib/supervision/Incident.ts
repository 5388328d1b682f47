/** What made a run a failure. */
export type FailureCause = 'error' | 'completed' | 'start-timeout' | 'heartbeat';

/**
 * What supervision does about a failure: `restart` after the delay, `quarantine` the child, `end` it
 * (its restart type asks for no more), or `escalate`: the supervisor's own limit is exceeded.
 */
export type IncidentDecision = 'restart' | 'quarantine' | 'end' | 'escalate';

/** A failure of a child, and what is done about it. */
export interface CrashIncident {
  /** Told apart by this. */
  readonly type: 'crash';
  /** The child's name. */
  readonly child: string;
  /** Which of its runs failed. */
  readonly generation: number;
  /** When, in milliseconds of the supervisor's clock. */
  readonly at: number;
  /** What made it a failure. */
  readonly cause: FailureCause;
  /** What it failed with. */
  readonly error: unknown;
  /** The same in words, never empty. */
  readonly reason: string;
  /** What is done about it. */
  readonly decision: IncidentDecision;
  /** Milliseconds until the restart, or until the start on probation after a quarantine. */
  readonly delay?: number;
  /** The same for failures that look alike: where it came from and what it said, numbers aside. */
  readonly fingerprint: string;
  /** How many failures in a row looked alike, this one included. */
  readonly count: number;
}

/** A run that didn't end when asked to. Its output is cut off; its code may still run. */
export interface LeakIncident {
  /** Told apart by this. */
  readonly type: 'leak';
  /** The child's name. */
  readonly child: string;
  /** Which of its runs leaked. */
  readonly generation: number;
  /** When it was given up on, in milliseconds of the supervisor's clock. */
  readonly at: number;
  /** In words, never empty. */
  readonly reason: string;
}

/** Something a supervisor had to deal with. */
export type Incident = CrashIncident | LeakIncident;
