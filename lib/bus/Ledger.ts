import type { Failure } from './Reader.js';
import type { DepartedStats, LagNotice, SubscriberStats } from './stats.js';

/** A reader of another ring, as far as the bus it reports to is concerned. */
interface Guest {
  stats(): SubscriberStats;
  end(failure: Failure | undefined): void;
}

type Listener = (notice: LagNotice) => void;

/** Whose ledger it is. */
interface LedgerOwner {
  /** Whether anyone listens to `onLag`. */
  readonly isHeard: () => boolean;
  readonly onLag: Listener;
  readonly onGuestLeft: () => void;
}

/** Keeps the accounts of those who left, and tells each loss once. */
export class Ledger {
  /** Readers of other rings that report here. */
  readonly guests = new Set<Guest>();
  private subscribers = 0;
  private delivered = 0;
  private dropped = 0;
  private abandoned = 0;
  private final: SubscriberStats[] | undefined;
  private readonly untold: [LagNotice, Listener | undefined][] = [];
  private telling = false;

  constructor(private readonly bus: LedgerOwner) {}

  get departed(): DepartedStats {
    const { subscribers, delivered, dropped, abandoned } = this;
    return { subscribers, delivered, dropped, abandoned };
  }

  /** The accounts of those who were there when the bus ended and have left since. */
  get ended(): readonly SubscriberStats[] {
    return this.final ?? [];
  }

  /** From now on, the accounts of those who leave are kept one by one. */
  end(): void {
    this.final ??= [];
  }

  depart(stats: SubscriberStats): void {
    if (this.final !== undefined) {
      this.final.push(stats);
      return;
    }
    this.subscribers += 1;
    this.delivered += stats.delivered;
    this.dropped += stats.dropped;
    this.abandoned += stats.abandoned;
  }

  dismiss(guest: Guest): void {
    if (this.guests.delete(guest)) this.bus.onGuestLeft();
  }

  /** Notes a loss, to be told to all who listen and to `listener`. */
  note(notice: LagNotice | undefined, listener: Listener | undefined): void {
    if (notice === undefined || (listener === undefined && !this.bus.isHeard())) return;
    this.untold.push([notice, listener]);
  }

  tell(): void {
    if (this.telling) return;
    this.telling = true;
    while (this.untold.length > 0) {
      for (const [notice, listener] of this.untold.splice(0)) {
        this.bus.onLag(notice);
        listener?.(notice);
      }
    }
    this.telling = false;
  }
}
