import { filter, map, Subject, takeUntil, type Subscription } from 'rxjs';
import { batchMapBounded } from '../bus/index.js';
import { macrotask } from '../internal/macrotask.js';
import type { BusEvent } from '../Kernel.js';
import type { BridgePlan } from './BridgePlan.js';
import type { Outgoing } from './wire/EventWriter.js';
import type { BridgeBus } from './NatsBridgeOptions.js';
import type { SendPlan } from './routes.js';

/** What a reader is told to do. */
export interface BusReaderOptions {
  readonly bus: BridgeBus;
  readonly plan: BridgePlan;
  /** What it is called as a subscriber of the bus. */
  readonly name: string;
  /** How many events go in one go. */
  readonly maxBatch: number;
  /** How an event is sent, if it is by this reader. */
  readonly routeOf: (event: BusEvent) => SendPlan | undefined;
  /** Resolves when the next batch may come. */
  readonly carry: (batch: readonly Outgoing[]) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Reads what is to be sent from the bus, as one of its bounded subscribers. */
export class BusReader {
  private readonly stopping$ = new Subject<void>();
  private readonly done: Promise<void>;
  private reading: Subscription | undefined;
  /** Up to which of the bus's events those to be sent were picked out. */
  private taken: number;

  constructor(private readonly options: BusReaderOptions) {
    this.taken = options.bus.stats().published;
    this.done = new Promise((resolve) => this.read(resolve));
  }

  /** Takes what was published until now, for the bus may be behind; resolves when all of it is handed over. */
  async drain(): Promise<void> {
    const { published } = this.options.bus.stats();
    let before = -1;
    while (this.taken < published && this.taken !== before) {
      before = this.taken;
      await new Promise<void>(macrotask);
    }
    this.stopping$.next();
    await this.done;
  }

  /** Ends it at once. */
  end(): void {
    this.reading?.unsubscribe();
  }

  private read(onDone: () => void): void {
    const { bus, carry, maxBatch, name, onError, plan, routeOf } = this.options;
    const { capacity, overflow, trace } = plan;
    this.reading = bus
      .pipe(
        // eslint-disable-next-line rxjs-x/no-unsafe-takeuntil -- what was taken before is still sent
        takeUntil(this.stopping$),
        map((event): Outgoing | undefined => {
          this.taken += 1;
          const route = routeOf(event);
          return route && { event, route, traceparent: trace?.current() };
        }),
        filter((outgoing) => outgoing !== undefined),
        batchMapBounded((batch) => carry(batch), {
          name,
          overflow,
          bus,
          maxBatch,
          ...(capacity !== undefined && { capacity }),
        }),
      )
      .subscribe({ error: onError, complete: onDone });
  }
}
