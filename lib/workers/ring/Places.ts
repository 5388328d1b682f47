import type { DepartedStats, LagNotice, SubscriberStats } from '../../bus/index.js';
import { BufferOverflowError } from '../../errors.js';
import { guarded } from '../../internal/guarded.js';
import { ASLEEP, LOST, OVERFLOWN, PLACES } from './layout.js';
import { Place, type PlaceRules } from './Place.js';
import type { SharedPlace } from './SharedPlace.js';

/** How a reader joins a {@link SharedRing}. */
export interface JoinOptions {
  /** What it is called in accounts. */
  readonly name: string;
  /** Told of each loss: at most once in a microtask, and at once of what it leaves behind. */
  readonly onLag?: (notice: LagNotice) => void;
  /**
   * Told once when it has left its place or lost it: its final account and, if it overflowed and the
   * ring's `overflow` is `'error'`, the error.
   */
  readonly onGone?: (account: SubscriberStats, error: BufferOverflowError | undefined) => void;
  /** Asked to have its `SharedReader` woken, where `Atomics.waitAsync` is missing. */
  readonly onWake?: () => void;
}

/** A reader and what it was joined with. */
export interface Member {
  readonly place: Place;
  readonly handle: SharedPlace;
  readonly options: JoinOptions;
}

const resolved = Promise.resolve();

/** Who reads a ring, and who has. */
export class Places {
  readonly members = new Set<Member>();
  departed: DepartedStats = { subscribers: 0, delivered: 0, dropped: 0, abandoned: 0 };
  private readonly free = Array.from({ length: PLACES }, (_, index) => index);
  private readonly byIndex = new Map<number, Member>();
  private lagging = false;

  constructor(
    private readonly rules: PlaceRules,
    private readonly memory: SharedArrayBuffer,
  ) {}

  get hasRoom(): boolean {
    return this.rules.overflow === 'drop-newest' ? this.members.size === 0 : this.free.length > 0;
  }

  /** Whether there is a reader, other than the one that was given `handle`. */
  hasOthers(handle: SharedPlace | undefined): boolean {
    const { size } = this.members;
    return size > 1 || (size === 1 && (handle === undefined || this.find(handle) === undefined));
  }

  /** Adds a reader, for whom there must be room, of what comes from `head` on. */
  add(options: JoinOptions, head: number): SharedPlace {
    const [place = 0] = this.free.splice(0, 1);
    const { name } = options;
    const handle = { name, memory: this.memory, capacity: this.rules.capacity, place };
    const member: Member = { place: new Place(place, name, head, this.rules), handle, options };
    this.members.add(member);
    this.byIndex.set(place, member);
    return handle;
  }

  /** The reader that was given `handle`, while it is here. */
  find(handle: SharedPlace): Member | undefined {
    const member = this.byIndex.get(handle.place);
    return member?.handle === handle ? member : undefined;
  }

  /**
   * Takes the place from a reader, who is told `state`. Nobody has it again unless the reader left
   * of its own: one that stalls would take it for its own when it comes back.
   */
  dismiss(member: Member, head: number, state = LOST): SubscriberStats {
    const { place, handle, options } = member;
    const { left } = place;
    place.close(head, state);
    this.members.delete(member);
    this.byIndex.delete(place.index);
    if (left) this.free.push(place.index);
    this.wake(member);
    const stats = place.stats(head);
    this.departed = {
      subscribers: this.departed.subscribers + 1,
      delivered: this.departed.delivered + stats.delivered,
      dropped: this.departed.dropped + stats.dropped,
      abandoned: this.departed.abandoned + stats.abandoned,
    };
    tell(member);
    const { name, capacity } = handle;
    const error = state === OVERFLOWN ? new BufferOverflowError(name, capacity) : undefined;
    if (options.onGone !== undefined) guarded(options.onGone)(stats, error);
    return stats;
  }

  /** Wakes those of the sleepers whose bit is set in `asleep`. */
  wakeAll(asleep: number): void {
    for (const member of this.members) {
      if ((asleep & (1 << member.place.index)) !== 0) this.wake(member);
    }
  }

  /** Wakes one, if it sleeps. */
  wake({ place, options }: Member): void {
    const { words } = this.rules.memory;
    const bit = 1 << place.index;
    if ((Atomics.and(words, ASLEEP, ~bit) & bit) === 0) return;
    place.wake(options.onWake === undefined ? undefined : guarded(options.onWake));
  }

  /** Somebody has lost something: those who want to know are told soon. */
  lagged(): void {
    if (this.lagging) return;
    this.lagging = true;
    void resolved.then(() => {
      this.lagging = false;
      for (const member of this.members) tell(member);
    });
  }
}

function tell({ place, options }: Member): void {
  const notice = place.notice();
  if (notice !== undefined && options.onLag !== undefined) guarded(options.onLag)(notice);
}
