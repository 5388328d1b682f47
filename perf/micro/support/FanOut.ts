import type { Fan, Form } from './Fan.js';
import type { Counter, Handlers, Tick } from './handlers.js';
import type { Effort } from '../../support/Effort.js';
import { microtask, turn } from '../../support/turn.js';

/** How many deliveries pass between two turns of the event loop, about. */
const DELIVERIES = 32_768;

/** How many bursts at most. */
const BURSTS = 512;

/** How often a delivery is waited for. */
const PATIENCE = 1_000;

/** How often of that for a microtask; after that for a turn of the event loop. */
const MICROTASKS = 16;

/** What is published to whom. */
export interface Load {
  readonly form: Form;
  readonly subscribers: number;
  readonly burst: number;
  /** Whether each event is an object of its own, as publishers make them, or one of a thousand used in turn. */
  readonly events: 'fresh' | 'pooled';
}

/** Publishes bursts to subscribers that count, and sees to it that each has everything. */
export class FanOut {
  /** How many deliveries a cycle makes. */
  readonly deliveries: number;
  private readonly bursts: number;
  private readonly counters: readonly Counter[];
  private readonly last: Counter;
  private readonly next: () => Tick;
  private published = 0;

  constructor(
    private readonly fan: Fan,
    private readonly load: Load,
    handlers: Handlers,
  ) {
    const { form, subscribers, burst, events } = load;
    this.bursts = Math.min(BURSTS, Math.max(1, Math.floor(DELIVERIES / (burst * subscribers))));
    this.deliveries = this.bursts * burst * subscribers;
    this.counters = Array.from({ length: subscribers }, () => ({ total: 0 }));
    for (const counter of this.counters) fan.subscribe(form, counter, handlers);
    this.last = this.counters.at(-1) ?? { total: 0 };
    this.next = events === 'fresh' ? fresh : pool();
  }

  /** Some bursts, each delivered before the next, and a turn of the event loop. */
  readonly cycle = async (): Promise<void> => {
    const { bursts, last } = this;
    for (let n = 0; n < bursts; n++) {
      this.publish();
      await microtask;
      // Some take several microtasks, and beyond 4 ms the bus lets the event loop turn.
      for (let patience = PATIENCE; last.total < this.published; patience--) {
        if (patience === 0) throw new Error('the last subscriber waits for an event in vain');
        await (patience > PATIENCE - MICROTASKS ? microtask : turn());
      }
    }
    await turn();
  };

  /** Lets the engine optimize all that takes part: every handler is called ten thousand times. */
  async warmUp(effort: Effort): Promise<void> {
    const calls = effort === 'full' ? 10_000 : 1;
    while (this.published < calls) await this.cycle();
  }

  /** Throws unless every subscriber had everything, and the fan says so too. */
  check(): void {
    const wrong = this.counters.find(({ total }) => total !== this.published);
    if (wrong !== undefined) {
      throw new Error(
        `published ${String(this.published)}, but a subscriber had ${String(wrong.total)}`,
      );
    }
    const dropped = this.fan.dropped();
    if (dropped > 0) throw new Error(`${String(dropped)} events were dropped`);
  }

  private publish(): void {
    const { fan, next } = this;
    const { burst } = this.load;
    for (let n = 0; n < burst; n++) fan.publish(next());
    this.published += burst;
  }
}

const fresh = (): Tick => ({ type: 'tick', count: 1 });

function pool(): () => Tick {
  const ticks = Array.from({ length: 1_024 }, fresh);
  let at = 0;
  return () => ticks[at++ & 1_023] ?? fresh();
}
