/** An event with its number among all that were published. */
export interface Numbered {
  readonly sequence: number;
  readonly event: unknown;
}

/** How many of the newest events are kept. */
const NEWEST = 40;
/** How many types are known, for each of which the newest event is kept. */
const TYPES = 20;

/** The `type` of an event, if it has one. */
export function typeOf(event: unknown): string {
  const type: unknown =
    typeof event === 'object' && event !== null && 'type' in event ? event.type : undefined;
  return typeof type === 'string' ? type : '';
}

/**
 * Keeps a few of however many events: the newest, and the newest of each type, so that a rare one
 * isn't lost among many. An event costs a write or two and no allocation.
 */
export class EventSample {
  /** How many events there were. */
  seen = 0;
  private readonly newest: unknown[] = [];
  private readonly types = new Map<string, { sequence: number; event: unknown }>();

  /** @param before - How many events were published before the first. */
  constructor(private readonly before: number) {}

  add(event: unknown): void {
    this.newest[this.seen++ % NEWEST] = event;
    const type = typeOf(event);
    const last = this.types.get(type);
    const sequence = this.before + this.seen;
    if (last) {
      last.sequence = sequence;
      last.event = event;
    } else if (this.types.size < TYPES) {
      this.types.set(type, { sequence, event });
    }
  }

  /** A sample of the events to come. */
  next(): EventSample {
    return new EventSample(this.before + this.seen);
  }

  /** What is kept, in order. */
  kept(): readonly Numbered[] {
    const first = Math.max(this.seen - NEWEST, 0);
    const newest = Array.from({ length: this.seen - first }, (_, at) => ({
      sequence: this.before + first + at + 1,
      event: this.newest[(first + at) % NEWEST],
    }));
    const older = [...this.types.values()].filter(
      ({ sequence }) => sequence <= this.before + first,
    );
    return [...older.sort((a, b) => a.sequence - b.sequence), ...newest];
  }
}
