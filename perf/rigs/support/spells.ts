import type { Schedule } from './schedule.js';

/** Events that come in spells. */
export interface Spells {
  /** Events a second during a spell. */
  readonly rate: number;
  /** Milliseconds that a spell takes, of which the first event is at its beginning. */
  readonly length: number;
  /** Milliseconds from the beginning of one spell to that of the next; no less than `length`. */
  readonly every: number;
}

/** As fixed in advance as any schedule: so many a second for a while, then none for a while. */
export function spells({ rate, length, every }: Spells): Schedule {
  const gap = 1e3 / rate;
  const each = Math.ceil(length / gap);
  return {
    due: (elapsed) => {
      if (elapsed < 0) return 0;
      const before = Math.floor(elapsed / every);
      const within = Math.floor((elapsed - before * every) / gap) + 1;
      return before * each + Math.min(each, within);
    },
    at: (n) => Math.floor(n / each) * every + (n % each) * gap,
  };
}
