import { BEAT } from '../../internal/Pulse.js';

/**
 * The most that one look may add, in milliseconds. Who looks later than that didn't run either: the
 * machine slept, or the process was stopped or had no CPU, which is no fault of the loop it watches.
 */
const LONGEST_GAP = 2 * BEAT;

/** What a look at another thread's event loop finds, in milliseconds. */
export interface Stall {
  /** How long it has stood still by now; 0 if it turned since the last look. */
  readonly lasts: number;
  /** How long it had stood still before it turned again; 0 if it didn't just do so. */
  readonly ended: number;
}

/** Adds up how long another thread's event loop has stood still while this one ran. */
export class StallMeter {
  private seen: { readonly at: number; readonly beats: number } | undefined;
  private stalled = 0;

  /**
   * Takes a look.
   *
   * @param at - When, in milliseconds of a monotonic clock.
   * @param beats - The other thread's beats so far.
   */
  look(at: number, beats: number): Stall {
    const { seen = { at, beats }, stalled } = this;
    this.seen = { at, beats };
    if (beats === seen.beats) {
      this.stalled += Math.min(at - seen.at, LONGEST_GAP);
      return { lasts: this.stalled, ended: 0 };
    }
    this.stalled = 0;
    return { lasts: 0, ended: stalled };
  }
}
