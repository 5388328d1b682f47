import type { BusEvent } from '../../Kernel.js';
import type { EventOrder } from './EventOrder.js';
import type { Problems } from './Problems.js';

/** How a probe subscribes. */
export const PROBE_KINDS = [
  'function',
  'pipe',
  'bounded',
  'concatMap',
  'mergeMap',
  'batchMap',
  'values',
] as const;
/** One of {@link PROBE_KINDS}. */
export type ProbeKind = (typeof PROBE_KINDS)[number];

/** What a probe does with some events, besides noting them. */
export interface Habit {
  /** Every how many events it does so. */
  readonly every: number;
  readonly does: 'nothing' | 'throw' | 'publish' | 'leave';
}

/** Thrown by probes: what the bus does with it is known. */
export class ProbeError extends Error {}

/** A subscriber of the simulation's own, and what it knows without asking the bus. */
export class Probe {
  /** How many events it had. */
  seen = 0;
  /** Whether it was here when the bus ended, or left before. */
  gone = false;
  /** Whether it works on what it has until it is told otherwise. */
  stalled = false;
  stop: () => void = () => undefined;
  private place: number;
  private readonly held: (() => void)[] = [];

  constructor(
    /** What the bus calls it. */
    public name: string,
    readonly kind: ProbeKind,
    /** How many events had been published when it came. */
    readonly from: number,
    private readonly order: EventOrder,
    private readonly problems: Problems,
  ) {
    this.place = -1;
  }

  /** Whether it has each event before the bus turns to the next. */
  get synchronous(): boolean {
    return this.kind === 'function' || this.kind === 'pipe';
  }

  note(event: BusEvent): void {
    this.seen += 1;
    const { name, order, problems, place } = this;
    if (this.synchronous) {
      problems.expect('one order', event === order.latest, () => {
        return `${name} has ${JSON.stringify(event)} when others have ${JSON.stringify(order.latest)}`;
      });
      return;
    }
    const found = order.placeOf(event, place);
    if (found === undefined) {
      problems.note(
        'one order',
        `${name} has ${JSON.stringify(event)} out of its order, after ${place} others`,
      );
    } else this.place = found;
  }

  /** Calls `resume` once it isn't stalled. */
  hold(resume: () => void): void {
    if (this.stalled) this.held.push(resume);
    else resume();
  }

  stall(stalled: boolean): void {
    this.stalled = stalled;
    if (!stalled) for (const resume of this.held.splice(0)) resume();
  }
}
