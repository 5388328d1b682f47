/** An event as it is held: the text of `[corrId, event]`, and what else there is to say about it. */
export interface HeldEvent {
  readonly sequence: number;
  readonly at: number;
  readonly publisher: string | null;
  readonly text: string;
}

/** What an event takes beside its text, in bytes. */
const OVERHEAD = 96;

/** The most that an event takes in memory. A character is one byte or two. */
function sizeOf({ text }: HeldEvent): number {
  return OVERHEAD + 2 * text.length;
}

/** The newest events: so many at most, and in so many bytes. */
export class EventRing {
  private readonly slots: (HeldEvent | undefined)[] = [];
  private bytes = 0;
  private head = 0;
  private tail = 0;

  constructor(private readonly limits: { readonly events: number; readonly bytes: number }) {}

  push(event: HeldEvent): void {
    const { events, bytes } = this.limits;
    if (this.head - this.tail === events) this.drop();
    this.slots[this.head % events] = event;
    this.head += 1;
    this.bytes += sizeOf(event);
    while (this.bytes > bytes) this.drop();
  }

  /** The newest `count`, oldest first. */
  last(count: number): readonly HeldEvent[] {
    const first = Math.max(this.tail, this.head - count);
    return Array.from({ length: this.head - first }, (_, at) => {
      const held = this.slots[(first + at) % this.limits.events];
      return held === undefined ? [] : [held];
    }).flat();
  }

  private drop(): void {
    const at = this.tail % this.limits.events;
    const oldest = this.slots[at];
    if (oldest !== undefined) this.bytes -= sizeOf(oldest);
    this.slots[at] = undefined;
    this.tail += 1;
  }
}
