import type { Bus } from '../bus/index.js';
import type { Broadcast } from '../bus/Broadcast.js';
import { broadcastOf } from '../bus/fusion.js';
import type { Failure } from '../bus/Reader.js';
import type { Place } from '../bus/Receivers.js';
import { OptionTypeError } from '../errors.js';
import { guarded } from '../internal/guarded.js';
import { macrotask } from '../internal/macrotask.js';
import { show } from '../internal/options.js';
import { Arrivals } from './Arrivals.js';
import type { Link } from './Link.js';
import { Outlet } from './Outlet.js';
import type { SendPlan } from './Sender.js';

const hubs = new WeakMap<object, Hub<unknown>>();

/** What one bus has to do with workers. Those that want the same of it, in the same way, share a ring. */
export class Hub<E> {
  readonly broadcast: Broadcast<E>;
  private readonly arrivals: Arrivals<E, Link<E>>;
  private readonly outlets = new Set<Outlet<E>>();
  private tap: Place<E> | undefined;

  private constructor(bus: Bus<E>, broadcast: Broadcast<E>) {
    this.broadcast = broadcast;
    this.arrivals = new Arrivals(bus, broadcast);
  }

  /** The hub of `bus`. */
  static of<E>(bus: Bus<E>): Hub<E> {
    const broadcast = typeof bus === 'object' ? broadcastOf<E>(bus) : undefined;
    if (broadcast === undefined) throw new OptionTypeError(`bus must be a Bus, got ${show(bus)}`);
    const hub = (hubs.get(bus) as Hub<E> | undefined) ?? new Hub(bus, broadcast);
    hubs.set(bus, hub as Hub<unknown>);
    return hub;
  }

  /** The outlet that does what is planned and has room for one more. */
  outlet(plan: SendPlan<E>): Outlet<E> {
    for (const outlet of this.outlets) if (outlet.suits(plan)) return outlet;
    return new Outlet(plan);
  }

  /** A worker is connected through `outlet`. */
  add(link: Link<E>, outlet: Outlet<E>): void {
    outlet.links.add(link);
    this.outlets.add(outlet);
    this.tap ??= this.broadcast.receive({
      name: 'workers',
      next: (event) => this.forward(event),
      error: guarded((error: unknown) => this.ended({ error })),
      complete: guarded(() => this.ended(undefined)),
    });
  }

  remove(link: Link<E>): void {
    for (const outlet of this.outlets) {
      if (outlet.links.delete(link) && outlet.links.size === 0) this.outlets.delete(outlet);
    }
    if (this.outlets.size > 0 || this.tap === undefined) return;
    this.broadcast.dismiss(this.tap);
    this.tap = undefined;
  }

  /** Calls `then` once all that is published now has been delivered, or the bus has ended, or `isOver`. */
  delivered(isOver: () => boolean, then: () => void): void {
    const { broadcast } = this;
    const until = broadcast.ring.head;
    const look = (): void => {
      if (broadcast.pos < until && !broadcast.ended && !isOver()) macrotask(look);
      else then();
    };
    // At once would be too soon for a handler that calls this: others have the event at hand yet to come.
    macrotask(look);
  }

  /** Publishes what a worker has. */
  arrive(event: E, link: Link<E>): void {
    this.arrivals.publish(event, link);
  }

  private forward(event: E): void {
    const { origin } = this.arrivals;
    const faults: unknown[] = [];
    for (const outlet of this.outlets) {
      try {
        outlet.forward(event, origin);
      } catch (error) {
        faults.push(error);
      }
    }
    // One is enough to tell: where there are several, it is the same event that can't be sent.
    if (faults.length > 0) throw faults[0];
  }

  private ended(failure: Failure | undefined): void {
    for (const outlet of [...this.outlets]) {
      for (const link of [...outlet.links]) {
        if (failure === undefined) link.finish();
        else link.fail(failure);
      }
    }
  }
}
