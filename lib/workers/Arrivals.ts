import type { Bus } from '../bus/index.js';
import type { Broadcast } from '../bus/Broadcast.js';

interface Mark<O> {
  readonly seq: number;
  readonly origin: O;
}

/**
 * Publishes on a bus what comes from elsewhere, and knows of each event on the bus where it came from, so
 * that it isn't sent back. An event is known by its number there, as numbers and strings are events too.
 */
export class Arrivals<E, O> {
  private readonly marks: Mark<O>[] = [];
  private arriving: Mark<O> | undefined;

  constructor(
    private readonly bus: Bus<E>,
    private readonly broadcast: Broadcast<E>,
  ) {}

  publish(event: E, origin: O): void {
    const { ring } = this.broadcast;
    // A bus whose scheduler runs at once delivers before `publish` returns; a full one makes room first.
    this.arriving = { seq: ring.head, origin };
    if (this.bus.publish(event) > 0) this.marks.push({ seq: ring.head - 1, origin });
    this.arriving = undefined;
  }

  /** Where the event that is being delivered came from; `undefined` if from here. */
  get origin(): O | undefined {
    const { marks, arriving } = this;
    const seq = this.broadcast.pos - 1;
    while (marks[0] !== undefined && marks[0].seq < seq) marks.shift();
    if (marks[0]?.seq === seq) return marks[0].origin;
    return arriving?.seq === seq ? arriving.origin : undefined;
  }
}
