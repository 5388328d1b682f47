import type { BehaviorSubject, Subject, Subscriber, Subscription } from 'rxjs';
import type { BusEvent } from '../Kernel.js';
import type { ServiceContext } from '../supervision/index.js';
import type { Askers } from './streams/Askers.js';
import type { BridgePlan } from './BridgePlan.js';
import type { BridgeState } from './BridgeState.js';
import { BusReader } from './BusReader.js';
import type { Counts } from './Counts.js';
import { DeadLetters } from './streams/DeadLetters.js';
import { cameBy, deliveryOf } from './wire/deliveryOf.js';
import { EventWriter, type Sequences } from './wire/EventWriter.js';
import type { Gaps } from './wire/Gaps.js';
import { Inbox } from './Inbox.js';
import type { Known } from './streams/Known.js';
import { Link } from './Link.js';
import type { BridgeBus } from './NatsBridgeOptions.js';
import { NatsStreamMissingError } from './streams/NatsStreamMissingError.js';
import type { NatsSession, NatsTransport } from './transport/NatsTransport.js';
import { nodeId } from './nodeId.js';
import { Outbox } from './Outbox.js';
import type { Refusal } from './Refusal.js';
import type { SendPlan, StoringPlan } from './routes.js';
import type { StreamInbox } from './streams/StreamInbox.js';
import { streamInboxes } from './streams/streamInboxes.js';
import { StreamOutbox } from './streams/StreamOutbox.js';

/** How many events go to the client in one go. */
const BATCH = 512;
/** Milliseconds between two questions to the broker whether it is there, and for its answer. */
const PROBE = { interval: 1_000, timeout: 1_000 };

/** What the runs of one bridge share. */
export interface BridgeMemory {
  readonly sender: string;
  readonly counts: Counts;
  readonly gaps: Gaps;
  readonly askers: Askers;
  readonly known: Known;
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
  private readonly streamOutboxes: StreamOutbox[] = [];
  private readonly inbox: Inbox;
  private readonly streamInboxes: StreamInbox[];
  private readonly origin: string;
  private readers: BusReader[] = [];
  private check: Subscription | undefined;
  private checked = false;

  constructor(
    private readonly plan: BridgePlan,
    private readonly memory: BridgeMemory,
    private readonly context: Pick<ServiceContext, 'logger' | 'ready' | 'signal'>,
    private readonly around: BridgeSurroundings,
    transport: NatsTransport,
  ) {
    const { counts, gaps, state$ } = memory;
    const { bus, config } = around;
    const { logger } = context;
    this.origin = nodeId(bus);
    const publish = (event: BusEvent): void => void bus.publish(event);
    const { origin, refuse } = this;
    this.inbox = new Inbox({ plan, counts, gaps, origin, bridge: memory, publish, refuse });
    const { askers, known } = memory;
    const deadLetters = new DeadLetters({ bridge: plan.name, counts, logger, publish, refuse });
    this.streamInboxes = streamInboxes({
      ...{ plan, counts, askers, known, deadLetters, logger, origin, bridge: memory, publish },
    });
    this.link = new Link(
      {
        connect: () => transport.connect(plan.target(config?.value)),
        backoff: plan.backoff,
        counts,
        logger,
        onTried: context.ready,
        onSession: (session) => this.open(session),
      },
      state$,
    );
    this.outbox = new Outbox({ link: this.link, counts, writer: this.writer(), refuse });
  }

  /** Runs it. `subscriber` completes when it has drained after it was asked to stop. */
  begin(subscriber: Subscriber<never>): void {
    const { health } = this.around;
    const { critical, name } = this.plan;
    const onError = (error: unknown): void => subscriber.error(error);
    this.readers = this.read(onError);
    const probe = (): Promise<void> => this.link.probe();
    this.check = health?.check(`${name}.broker`, probe, { ...PROBE, critical });
    const { signal } = this.context;
    const drain = (): void => void this.drain().then(() => subscriber.complete());
    if (signal.aborted) drain();
    else signal.addEventListener('abort', drain, { once: true });
    this.link.keep().catch(onError);
  }

  /** Ends it at once. */
  end(): void {
    this.outbox.end();
    for (const outbox of this.streamOutboxes) outbox.end();
    for (const reader of this.readers) reader.end();
    for (const inbox of this.streamInboxes) inbox.end();
    this.check?.unsubscribe();
    this.link.end();
  }

  /** Takes what is on its way in, then sends what is on its way out. */
  private async drain(): Promise<void> {
    await this.inbox.drain();
    await Promise.all(this.streamInboxes.map((inbox) => inbox.drain()));
    await Promise.all(this.readers.map((reader) => reader.drain()));
    await this.outbox.settled();
  }

  private readonly refuse = (refusal: Refusal): void => this.memory.refused$.next(refusal);

  private writer(): EventWriter {
    const { sender, sequences } = this.memory;
    return new EventWriter({ codec: this.plan.codec, sequences, origin: this.origin, sender });
  }

  private async open(session: NatsSession): Promise<void> {
    this.inbox.open(session);
    void session.closed.then(() => this.memory.known.lost());
    const { streamInboxes } = this;
    if (this.checked) {
      // A stream that went meanwhile may come back: what is to be stored waits.
      for (const { puller } of streamInboxes) puller.reopen(session);
      return;
    }
    for (const subject of this.needed()) {
      if ((await session.jetStream().streamOf(subject)) === undefined) {
        throw new NatsStreamMissingError(subject);
      }
    }
    for (const { puller } of streamInboxes) await puller.open(session);
    this.checked = true;
  }

  /** The subjects that have to have a stream. */
  private needed(): string[] {
    const { receive, send } = this.plan;
    const stored = [...send.values()].filter(({ storing }) => storing !== undefined);
    const dead = receive.flatMap(({ consuming }) => consuming?.deadLetter ?? []);
    return [...stored.map(({ subject }) => subject), ...dead];
  }

  /** One reader for what is sent to whoever listens, and one for each type that is stored. */
  private read(onError: (error: unknown) => void): BusReader[] {
    const { plan } = this;
    const { bus } = this.around;
    const routes = [...plan.send.values()];
    const readers: BusReader[] = [];
    if (routes.some(({ storing }) => storing === undefined)) {
      const routeOf = (event: BusEvent): SendPlan | undefined => {
        const route = plan.send.get(event.type);
        return route?.storing === undefined && this.crosses(event) ? route : undefined;
      };
      const carry = this.outbox.carry.bind(this.outbox);
      const { name } = plan;
      readers.push(new BusReader({ bus, plan, name, maxBatch: BATCH, routeOf, carry, onError }));
    }
    for (const route of routes) {
      const { storing, type } = route;
      if (storing === undefined) continue;
      const outbox = this.streamOutbox(storing);
      const carry = outbox.carry.bind(outbox);
      const name = `${plan.name}.${type}`;
      const routeOf = (event: BusEvent): SendPlan | undefined =>
        event.type === type && this.crosses(event) ? route : undefined;
      const maxBatch = storing.maxInFlight;
      readers.push(new BusReader({ bus, plan, name, maxBatch, routeOf, carry, onError }));
    }
    return readers;
  }

  private streamOutbox(storing: StoringPlan): StreamOutbox {
    const { backoff } = this.plan;
    const { counts, sender } = this.memory;
    const { logger } = this.context;
    const { link, refuse } = this;
    const writer = this.writer();
    const outbox = new StreamOutbox({
      ...{ storing, link, counts, writer, sender, backoff, logger, refuse },
    });
    this.streamOutboxes.push(outbox);
    return outbox;
  }

  private crosses(event: BusEvent): boolean {
    const delivery = deliveryOf(event);
    return (
      delivery === undefined || (delivery.hops < this.plan.maxHops && !cameBy(event, this.memory))
    );
  }
}
