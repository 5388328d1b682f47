import type { SchedulerLike } from 'rxjs';
import type { Logger } from '../internal/Logger.js';
import type { Random } from './Backoff.js';
import type { ChildDefaults } from './ChildSpec.js';
import type { ChildState } from './ChildState.js';
import type { Incident } from './Incident.js';

/** What a supervisor that is a child gets from the one above it, and tells it. */
export interface Nesting {
  readonly logger: Logger;
  readonly scheduler: SchedulerLike | undefined;
  readonly random: Random;
  readonly defaults: ChildDefaults;
  /** What else the context of a grandchild holds. */
  extras(child: string): object;
  /** Tells what its children emit. */
  value(value: unknown, child: string): void;
  /** Tells its children's states, whenever one changes. */
  children(states: readonly ChildState[]): void;
  /** Tells what its children had to be dealt with for. */
  incident(incident: Incident): void;
}

/** Where a context keeps its {@link Nesting}: out of sight of services. */
export const NESTING = Symbol('nesting');

/** A context that came from a supervisor. */
export interface NestingContext {
  readonly [NESTING]: Nesting;
}

/** Whether a context came from a supervisor. */
export function isNestingContext(context: object): context is NestingContext {
  return NESTING in context;
}
