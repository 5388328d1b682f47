import type { LagNotice, SubscriberStats } from '../bus/index.js';
import type { Ledger } from '../bus/Ledger.js';
import type { BufferOverflowError } from '../errors.js';
import { guarded } from '../internal/guarded.js';
import type { SharedPlace } from './ring/SharedPlace.js';
import type { SharedRing } from './ring/SharedRing.js';

/** What the other end of a connection is to this end's bus. */
export interface OutgoingOptions {
  readonly name: string;
  readonly ledger: Ledger;
  readonly onLag: ((notice: LagNotice) => void) | undefined;
  readonly onWake: () => void;
  /** The other end has left, or was too slow. */
  readonly onGone: (error: BufferOverflowError | undefined) => void;
  /** The bus gives up waiting. */
  readonly onAbandon: () => void;
}

const resolved = Promise.resolve();

/** The other end as a subscriber of this end's bus: its account is there, and the bus waits for it. */
export class Outgoing {
  readonly place: SharedPlace;
  private final: SubscriberStats | undefined;

  constructor(
    readonly ring: SharedRing,
    private readonly options: OutgoingOptions,
  ) {
    const { name, ledger, onWake } = options;
    this.place = ring.join({
      name,
      onWake,
      onLag: (notice) => this.note(notice),
      onGone: (account, error) => this.gone(account, error),
    });
    ledger.guests.add(this);
  }

  /** Whether the other end is still there. */
  get open(): boolean {
    return this.final === undefined;
  }

  stats(): SubscriberStats {
    const { name, capacity } = this.place;
    const nothing = { name, capacity, pending: 0, delivered: 0, dropped: 0, abandoned: 0 };
    return this.final ?? this.ring.statsOf(this.place) ?? nothing;
  }

  /** The bus gives up waiting for it. */
  end(): void {
    this.options.onAbandon();
  }

  /** Nothing more goes out; what is pending may be read. */
  finish(): void {
    this.ring.end(this.place);
  }

  /** The other end reads no more. */
  leave(): void {
    this.ring.leave(this.place);
  }

  private gone(account: SubscriberStats, error: BufferOverflowError | undefined): void {
    const { ledger, onGone } = this.options;
    this.final = account;
    ledger.depart(account);
    onGone(error);
    ledger.dismiss(this);
  }

  private note(notice: LagNotice): void {
    const { ledger, onLag } = this.options;
    ledger.note(notice, onLag && guarded(onLag));
    void resolved.then(() => ledger.tell());
  }
}
