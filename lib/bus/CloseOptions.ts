import type { Abandoned } from './stats.js';

/** How long {@link Bus.close} may take. */
export interface CloseOptions {
  /**
   * Milliseconds to wait for subscribers to take what is pending, from 0 to 2,147,483,647.
   *
   * @defaultValue 5000
   */
  readonly timeout?: number;
}

/** What {@link Bus.close} had to leave behind. */
export interface CloseResult {
  /** Those who weren't done in time, by name; empty if all were. */
  readonly abandoned: readonly Abandoned[];
}
