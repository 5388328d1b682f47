import type { Observable } from 'rxjs';

/** One subscriber's account. Since it subscribed: published = delivered + dropped + abandoned + pending. */
export interface SubscriberStats {
  /** The name it was given, its function's name, or `subscriber-` and a number. Names may repeat. */
  readonly name: string;
  /** How many events it may hold. */
  readonly capacity: number;
  /** Events it is yet to have. */
  readonly pending: number;
  /** Events handed to its `next` or `project`. */
  readonly delivered: number;
  /** Events lost because it, or the whole bus, was too slow. */
  readonly dropped: number;
  /** Events it still had pending when it left; only in the account of a bus that has ended. */
  readonly abandoned: number;
}

/** The account of those who left before the bus ended, taken together. */
export interface DepartedStats {
  /** How many they were. */
  readonly subscribers: number;
  /** Events handed to them. */
  readonly delivered: number;
  /** Events they lost. */
  readonly dropped: number;
  /** Events they still had pending when they left. */
  readonly abandoned: number;
}

/** A bus's account at one moment. */
export interface BusStats {
  /** Events published since the bus was made. */
  readonly published: number;
  /** Those subscribed now; once the bus has ended, those who were there when it did. */
  readonly subscribers: readonly SubscriberStats[];
  /** Those who left before the bus ended, taken together. */
  readonly departed: DepartedStats;
}

/** A loss, told once per subscriber and pump, after delivery. */
export interface LagNotice {
  /** Whose loss. */
  readonly subscriber: string;
  /** Events dropped since the last notice. */
  readonly dropped: number;
  /** Events left pending by a reader that went away; 0 while it stays. */
  readonly abandoned: number;
}

/** What a bus couldn't hand over before its closing timeout. */
export interface Abandoned {
  /** Who wasn't done. */
  readonly subscriber: string;
  /** Events it still had pending; 0 when only work in hand was cut short. */
  readonly pending: number;
}

/** What keeps accounts: a {@link Bus}. */
export interface Reporting {
  /** Every loss. */
  readonly lag$: Observable<LagNotice>;
  /** The accounts at this moment. */
  stats(): BusStats;
}
