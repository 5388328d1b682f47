import {
  BehaviorSubject,
  filter,
  map,
  Subject,
  takeUntil,
  type Subscriber,
  type Subscription,
} from 'rxjs';
import { batchMapBounded } from '../bus/index.js';
import { macrotask } from '../internal/macrotask.js';
import type { BusEvent } from '../Kernel.js';
import type { ServiceContext } from '../supervision/index.js';
import type { BridgePlan } from './BridgePlan.js';
import type { BridgeState } from './BridgeState.js';
import type { Counts } from './Counts.js';
import { cameBy, deliveryOf } from './deliveryOf.js';
import type { Gaps } from './Gaps.js';
import { Inbox } from './Inbox.js';
import { Link } from './Link.js';
import type { BridgeBus } from './NatsBridgeOptions.js';
import type { NatsTransport } from './NatsTransport.js';
import { nodeId } from './nodeId.js';
import { Outbox, type Sequences } from './Outbox.js';
import type { Refusal } from './Refusal.js';

/** How many events go to the client in one go. */
const BATCH = 512;
/** Milliseconds between two questions to the broker whether it is there, and for its answer. */
const PROBE = { interval: 1_000, timeout: 1_000 };

/** What the runs of one bridge share. */
export interface BridgeMemory {
  readonly sender: string;
  readonly counts: Counts;
  readonly gaps: Gaps;
  readonly sequences: Sequences;
  readonly state$: BehaviorSubject<BridgeState>;
  readonly refused$: Subject<Refusal>;
}

/** What a bridge takes from its context, beside what every service gets. */
export interface BridgeSurroundings {
  /** The node's bus. */
  readonly bus: BridgeBus;
  /** The node's config, for `configure`. */
  readonly config: BridgeConfig | undefined;
  /** Where the bridge adds a check of its broker. */
  readonly health: BridgeHealth | undefined;
}

/** A config, as far as a bridge needs one. */
export interface BridgeConfig {
  /** What is in force. */
  readonly value: unknown;
}

/** A node's health, as far as a bridge needs it. */
export interface BridgeHealth {
  /** Adds a check; what it returns removes it. */
  check(
    name: string,
    check: () => unknown,
    options: { readonly timeout: number; readonly interval: number; readonly critical: boolean },
  ): Subscription;
}

/** One run of a bridge: from its start to when it has stopped. */
export class BridgeRun {
  private readonly link: Link;
  private readonly outbox: Outbox;
  private readonly inbox: Inbox;
  private readonly stopping$ = new Subject<void>();
  private readonly subscriptions: Subscription[] = [];
  private sending: Promise<void> = Promise.resolve();
  /** Up to which of the bus's events those to be sent were picked out. */
  private taken = 0;

  constructor(
    private readonly plan: BridgePlan,
    private readonly memory: BridgeMemory,
    private readonly context: Pick<ServiceContext, 'logger' | 'ready' | 'signal'>,
    private readonly around: BridgeSurroundings,
    transport: NatsTransport,
  ) {
    const { counts, gaps, refused$, sender, sequences, state$ } = memory;
    const { bus, config } = around;
    const origin = nodeId(bus);
    const refuse = (refusal: Refusal): void => refused$.next(refusal);
    const publish = (event: BusEvent): void => void bus.publish(event);
    this.inbox = new Inbox({ plan, counts, gaps, origin, bridge: memory, publish, refuse });
    this.link = new Link(
      {
        connect: () => transport.connect(plan.target(config?.value)),
        backoff: plan.backoff,
        counts,
        logger: context.logger,
        onTried: context.ready,
        onSession: (session) => this.inbox.open(session),
      },
      state$,
    );
    this.outbox = new Outbox({ plan, link: this.link, counts, sequences, origin, sender, refuse });
  }

  /** Runs it. `subscriber` completes when it has drained after it was asked to stop. */
  begin(subscriber: Subscriber<never>): void {
    const { health } = this.around;
    const { critical, name, send } = this.plan;
    if (send.size > 0) this.sending = this.send(subscriber);
    const probe = (): Promise<void> => this.link.probe();
    const check = health?.check(`${name}.broker`, probe, { ...PROBE, critical });
    if (check !== undefined) this.subscriptions.push(check);
    const { signal } = this.context;
    const drain = (): void => void this.drain().then(() => subscriber.complete());
    if (signal.aborted) drain();
    else signal.addEventListener('abort', drain, { once: true });
    this.link.keep().catch((error: unknown) => subscriber.error(error));
  }

  /** Ends it at once. */
  end(): void {
    this.outbox.end();
    for (const subscription of this.subscriptions) subscription.unsubscribe();
    this.link.end();
  }

  /** Takes what is on its way in, then sends what is on its way out. */
  private async drain(): Promise<void> {
    await this.inbox.drain();
    await this.caughtUp();
    this.stopping$.next();
    await this.sending;
    await this.outbox.settled();
  }

  /** Reads what is to be sent from the bus; resolves when all of it is handed over. */
  private send(subscriber: Subscriber<never>): Promise<void> {
    const { capacity, name, overflow, trace } = this.plan;
    const { bus } = this.around;
    this.taken = bus.stats().published;
    return new Promise((resolve) => {
      const reading = bus
        .pipe(
          // eslint-disable-next-line rxjs-x/no-unsafe-takeuntil -- what was taken before is still sent
          takeUntil(this.stopping$),
          filter((event) => this.wants(event)),
          map((event) => ({ event, traceparent: trace?.current() })),
          batchMapBounded((batch) => this.outbox.carry(batch), {
            name,
            overflow,
            bus,
            maxBatch: BATCH,
            ...(capacity !== undefined && { capacity }),
          }),
        )
        .subscribe({
          error: (error: unknown) => subscriber.error(error),
          complete: resolve,
        });
      this.subscriptions.push(reading);
    });
  }

  /** Resolves when the bus has handed over what was published on it until now: it may be behind. */
  private async caughtUp(): Promise<void> {
    if (this.plan.send.size === 0) return;
    const { published } = this.around.bus.stats();
    let before = -1;
    while (this.taken < published && this.taken !== before) {
      before = this.taken;
      await new Promise<void>(macrotask);
    }
  }

  private wants(event: BusEvent): boolean {
    this.taken += 1;
    if (!this.plan.send.has(event.type)) return false;
    const delivery = deliveryOf(event);
    return (
      delivery === undefined || (delivery.hops < this.plan.maxHops && !cameBy(event, this.memory))
    );
  }
}
