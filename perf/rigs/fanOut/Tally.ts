import type { BusStats } from 'ron-kernel';
import type { Frame } from './Frame.js';

/** What one subscriber had. */
export class Tally {
  delivered = 0;
  /** Events that are missing between two that it had. */
  missed = 0;
  /** Bytes seen, so that the payload is read. */
  bytes = 0;
  private next = 0;

  count({ seq, payload }: Frame): void {
    if (seq < this.next)
      throw new Error(`event ${String(seq)} came after ${String(this.next - 1)}`);
    this.missed += seq - this.next;
    this.next = seq + 1;
    this.delivered += 1;
    this.bytes += payload[payload.length - 1] ?? 0;
  }
}

/** Throws unless every one of `tallies` had all that was published, in order. */
export function checkAll(published: number, tallies: readonly Tally[]): void {
  for (const { delivered, missed } of tallies) {
    if (delivered !== published || missed !== 0) {
      throw new Error(
        `published ${String(published)}, but a subscriber had ${String(delivered)} and missed ${String(missed)}`,
      );
    }
  }
}

/** Throws unless the bus's account adds up for every subscriber that was there from the start. */
export function checkAccount(published: number, stats: BusStats): void {
  if (stats.published !== published) {
    throw new Error(
      `published ${String(published)}, but the bus counts ${String(stats.published)}`,
    );
  }
  for (const { name, delivered, dropped, abandoned, pending } of stats.subscribers) {
    if (delivered + dropped + abandoned + pending !== published) {
      throw new Error(
        `${name}: ${String(delivered)} delivered + ${String(dropped)} dropped + ${String(abandoned)} abandoned + ${String(pending)} pending is not ${String(published)}`,
      );
    }
  }
}
