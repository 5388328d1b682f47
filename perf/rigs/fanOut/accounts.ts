import type { BusStats } from 'ron-kernel';
import type { Tally } from './Tally.js';

/** Throws unless every one of `tallies` had all that was published. */
export function checkAll(
  published: number,
  tallies: readonly Pick<Tally, 'delivered' | 'missed'>[],
): void {
  for (const { delivered, missed } of tallies) {
    if (delivered !== published || missed !== 0) {
      throw new Error(
        `published ${published}, but a subscriber had ${delivered} and missed ${missed}`,
      );
    }
  }
}

/** Throws unless the bus's account adds up for every subscriber that was there from the start. */
export function checkAccount(
  published: number,
  stats: Pick<BusStats, 'published' | 'subscribers'>,
): void {
  if (stats.published !== published) {
    throw new Error(`published ${published}, but the bus counts ${stats.published}`);
  }
  for (const { name, delivered, dropped, abandoned, pending } of stats.subscribers) {
    if (delivered + dropped + abandoned + pending !== published) {
      throw new Error(
        `${name}: ${delivered} delivered + ${dropped} dropped + ${abandoned} abandoned + ${pending} pending is not ${published}`,
      );
    }
  }
}
