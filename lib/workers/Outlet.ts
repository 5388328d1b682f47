import type { Link } from './Link.js';
import { Sender, type SendPlan } from './Sender.js';

/** A ring that a bus's events go into, and the workers that read it. */
export class Outlet<E> {
  readonly links = new Set<Link<E>>();
  readonly sender: Sender<E>;
  private readonly key: string;

  constructor(plan: SendPlan<E>) {
    this.sender = new Sender(plan);
    this.key = keyOf(plan);
  }

  /** Whether another worker, for whom the same is planned, can read the same ring. */
  suits(plan: SendPlan<E>): boolean {
    return this.sender.ring.hasPlace && this.key === keyOf(plan);
  }

  forward(event: E, origin: Link<E> | undefined): void {
    if (!this.sender.takes(event)) return;
    const from = origin !== undefined && this.links.has(origin) ? origin.out.place : undefined;
    this.sender.send(event, from);
  }
}

/** What is alike in plans that one ring can serve. Codecs of one name are one codec. */
function keyOf<E>({ types, codec, ring }: SendPlan<E>): string {
  const names = types && [...types].map(String).sort();
  return JSON.stringify([names, codec.name, ring.capacity, ring.bytes, ring.overflow]);
}
