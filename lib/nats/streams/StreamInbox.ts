import type { Logger } from '../../internal/Logger.js';
import { reasonOf } from '../../internal/reasonOf.js';
import type { BusEvent } from '../../Kernel.js';
import type { Asker, Askers } from './Askers.js';
import type { BridgePlan } from '../BridgePlan.js';
import type { Counts } from '../Counts.js';
import type { DeadLetters, Death } from './DeadLetters.js';
import { noteDelivery } from '../wire/deliveryOf.js';
import { EVENT_HEADER, parseEventHeader, TRACE_HEADER } from '../wire/eventHeader.js';
import { Hand, type HandOutcome } from './Hand.js';
import { isRound } from '../isRound.js';
import type { Known } from './Known.js';
import type { NatsStoredMessage } from '../transport/NatsJetStream.js';
import { readEvent } from '../wire/readEvent.js';
import type { ConsumingPlan, ReceivePlan } from '../routes.js';
import { StreamPuller } from './StreamPuller.js';

/** What a stream's inbox stands on. */
export interface StreamInboxOptions {
  readonly plan: BridgePlan;
  readonly route: ReceivePlan;
  readonly consuming: ConsumingPlan;
  /** Which of the route's subjects, and the consumer's name there. */
  readonly subject: string;
  readonly durable: string;
  readonly counts: Counts;
  readonly askers: Askers;
  readonly known: Known;
  readonly deadLetters: DeadLetters;
  readonly logger: Logger;
  /** This node. */
  readonly origin: string;
  /** The bridge, by identity: what it received it doesn't send. */
  readonly bridge: object;
  readonly publish: (event: BusEvent) => void;
}

/** A message that isn't answered yet, as it was handed out last. */
interface Holding {
  message: NatsStoredMessage;
  hand?: Hand;
}

/** Hands what a stream's consumer hands out to those who ask for it, and answers when all of them have it. */
export class StreamInbox {
  readonly puller: StreamPuller;
  private readonly held = new Map<string, Holding>();
  private readonly unwatch: () => void;
  private draining = false;
  private onIdle: () => void = () => undefined;
  private timer: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly options: StreamInboxOptions) {
    const { askers, consuming, durable, logger, subject } = options;
    const { ackWait, maxInFlight } = consuming;
    this.puller = new StreamPuller({
      ...{ ackWait, durable, logger, maxInFlight, subject },
      room: () => (this.asking().length === 0 ? 0 : maxInFlight - this.held.size),
      onMessage: (message) => this.take(message),
    });
    this.unwatch = askers.watch({
      came: () => this.puller.refill(),
      leaving: () => this.left(),
      gone: (asker) => this.gone(asker),
    });
  }

  /** Takes no more; resolves when all that is in hand is answered. */
  async drain(): Promise<void> {
    this.draining = true;
    await this.puller.drain();
    if (this.held.size > 0) await new Promise<void>((resolve) => (this.onIdle = resolve));
    const { session } = this.puller;
    await Promise.race([session?.flush(), session?.closed]);
  }

  /** Gives back all that is in hand, at once. */
  end(): void {
    this.draining = true;
    this.unwatch();
    void this.puller.drain(); // or what is given back might come here again
    for (const [id, { hand, message }] of [...this.held]) {
      hand?.drop();
      this.answer(id, 'returned', message.nak(0));
    }
    clearInterval(this.timer);
    this.puller.end();
  }

  private asking(): Asker[] {
    return this.draining ? [] : this.options.askers.of(this.options.route.type);
  }

  private left(): void {
    if (this.asking().length === 0) void this.puller.drain();
  }

  private gone(asker: Asker): void {
    for (const { hand } of [...this.held.values()]) hand?.withdraw(asker);
    this.left();
  }

  private take(message: NatsStoredMessage): void {
    const { consumed } = this.options.counts;
    const { id } = message;
    consumed.arrived += 1;
    const holding = this.held.get(id);
    if (holding !== undefined) {
      holding.message = message; // the one before can't be answered any more
      consumed.lapsed += 1;
      consumed.duplicates += 1;
      return;
    }
    consumed.inHand += 1;
    const taken: Holding = { message };
    this.held.set(id, taken);
    const asking = this.asking();
    const { ackWait, maxDeliver } = this.options.consuming;
    if (asking.length > 0) this.timer ??= setInterval(() => this.extend(), ackWait / 3);
    if (asking.length === 0) this.answer(id, 'returned', message.nak(0));
    else if (message.deliveries > maxDeliver) {
      const error = new Error(`handed out ${message.deliveries} times, and never acknowledged`);
      void this.bury(id, taken, { why: 'failed', error });
    } else this.begin(id, taken, asking);
  }

  private begin(id: string, holding: Holding, asking: readonly Asker[]): void {
    const { bridge, counts, known, origin, plan, publish, route } = this.options;
    const { message } = holding;
    const { subject } = message;
    const text = message.header(EVENT_HEADER);
    const header = text === undefined ? undefined : parseEventHeader(text);
    if (header === undefined) {
      void this.bury(id, holding, { why: 'foreign' });
      return;
    }
    const { acquaintance, met } = known.meet(`${subject} ${id}`);
    if (met) counts.consumed.duplicates += 1;
    if (acquaintance.done) {
      this.answer(id, 'acknowledged', message.ack());
      return;
    }
    const read = readEvent(plan, route, header, message);
    if ('refused' in read) {
      const { error, refused: why } = read;
      // A node that knows more may share the consumer.
      if (why === 'schema' || why === 'codec') this.fail(id, holding, { why });
      else void this.bury(id, holding, { why, ...(error !== undefined && { error }) });
      return;
    }
    const { event } = read;
    const traceparent = message.header(TRACE_HEADER);
    const { hops, origin: from, schema } = header;
    const delivery = { bridge: plan.name, subject, origin: from, hops, schema, traceparent };
    noteDelivery(event, delivery, bridge);
    const hand = new Hand(acquaintance, this.options.askers, (outcome) => {
      if (outcome.status === 'had') acquaintance.finish();
      this.settled(id, holding, outcome);
    });
    holding.hand = hand;
    const give = (): void => {
      // What began on this node was on its bus already.
      if (!met && from !== origin) {
        counts.consumed.published += 1;
        publish(event);
      }
      hand.give(event, asking);
    };
    if (plan.trace === undefined) give();
    else plan.trace.run(traceparent, give);
  }

  private settled(id: string, holding: Holding, outcome: HandOutcome): void {
    const { message } = holding;
    if (outcome.status === 'failed') {
      this.fail(id, holding, { why: 'failed', error: outcome.error });
    } else if (outcome.status === 'had') this.answer(id, 'acknowledged', message.ack());
    else void this.giveUp(id, holding);
  }

  /** Nobody asks any more: gives it back, once this side isn't among those who would get it. */
  private async giveUp(id: string, holding: Holding): Promise<void> {
    await this.puller.drain();
    if (this.held.get(id) === holding) this.answer(id, 'returned', holding.message.nak(0));
  }

  /** Has it handed out again, unless that happened often enough. */
  private fail(id: string, holding: Holding, death: Death): void {
    const { consuming, counts, logger } = this.options;
    const { deliveries, subject } = holding.message;
    if (deliveries >= consuming.maxDeliver) {
      void this.bury(id, holding, death);
      return;
    }
    this.giveBack(id, holding);
    const { returned } = counts.consumed;
    const reason = death.error === undefined ? death.why : reasonOf(death.error);
    if (isRound(returned)) logger.warn('not handled', { subject, reason, deliveries, returned });
  }

  private giveBack(id: string, { message }: Holding): void {
    const { redelivery } = this.options.consuming;
    const attempt = Math.max(message.deliveries - 1, 0);
    const delay = redelivery.delay({ attempt, previous: 0 }, Math.random);
    this.answer(id, 'returned', message.nak(delay));
  }

  /** Makes it a dead letter; until that is stored, it is handed out again. */
  private async bury(id: string, holding: Holding, death: Death): Promise<void> {
    const { consuming, deadLetters, logger } = this.options;
    const { deadLetter } = consuming;
    const { session } = this.puller;
    if (deadLetter !== undefined) {
      const reason =
        session === undefined
          ? 'the connection was lost'
          : await deadLetters.store(session.jetStream(), deadLetter, holding.message, death);
      if (this.held.get(id) !== holding) return; // it was given back meanwhile
      if (reason !== undefined) {
        logger.warn('dead letter not stored', { subject: deadLetter, reason });
        this.giveBack(id, holding);
        return;
      }
    }
    const { message } = holding;
    if (this.answer(id, 'dead', message.term())) deadLetters.tell(deadLetter, message, death);
  }

  /** It is answered, if the session took that. */
  private answer(id: string, how: 'acknowledged' | 'returned' | 'dead', taken: boolean): boolean {
    const { consumed } = this.options.counts;
    this.held.delete(id);
    consumed.inHand -= 1;
    consumed[taken ? how : 'lapsed'] += 1;
    if (this.held.size === 0) this.onIdle();
    this.puller.refill();
    return taken;
  }

  private extend(): void {
    for (const { message } of this.held.values()) message.working();
    if (this.held.size > 0) return;
    clearInterval(this.timer); // here, or there would be one for each message that is had at once
    this.timer = undefined;
  }
}
