import type { DeepReadonly } from './DeepReadonly.js';

/**
 * A part of a program that has a say in each change of the config, such as a pool that must reach its
 * new server first. Every function may take its time; the reload waits.
 */
export interface ConfigParticipant<T> {
  /** What errors call it. */
  readonly name: string;
  /** Makes ready for `next`; by throwing it has the whole change rejected. */
  prepare?(next: DeepReadonly<T>, current: DeepReadonly<T>): unknown;
  /** Takes `next` into use: all are prepared, and subscribers see it right after. Must not fail. */
  commit?(next: DeepReadonly<T>, previous: DeepReadonly<T>): unknown;
  /** Undoes a `prepare` that went well, because a later one didn't. Must not fail. */
  rollback?(next: DeepReadonly<T>, current: DeepReadonly<T>): unknown;
}
