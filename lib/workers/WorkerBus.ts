import { threadId } from 'node:worker_threads';
import type { NextObserver } from 'rxjs';
import { Bus, type BusOptions } from '../bus/index.js';
import { guarded } from '../internal/guarded.js';
import { reportUnhandled } from '../internal/reportUnhandled.js';
import type { ConnectionStats } from './ConnectionStats.js';
import { Hub } from './Hub.js';
import { Link } from './Link.js';
import { Sender, sendPlan, type SendOptions } from './Sender.js';

/** How a worker's bus is made, and what goes from it to the parent's. */
export interface ParentBusOptions<E> extends SendOptions<E> {
  /** The bus itself: its own capacity and so on. */
  readonly bus?: BusOptions<E>;
}

/** The name of the parent in a worker's accounts. */
const PARENT = 'parent';

/** A worker's bus: what it publishes is published on the parent's too, and the other way round. See {@link parentBus}. */
export class WorkerBus<E> extends Bus<E> {
  /** As {@link Bus.sink}; what it forwards goes to the parent too. */
  override readonly sink: NextObserver<E> = { next: (event) => void this.publish(event) };
  readonly #link: Link<E>;
  readonly #sender: Sender<E>;
  readonly #onError: BusOptions<E>['onError'];

  /** @internal */
  constructor(options: ParentBusOptions<E>, onOver: () => void) {
    super(options.bus);
    const plan = sendPlan(options);
    this.#onError = options.bus?.onError;
    this.#sender = new Sender(plan);
    const hub = Hub.of<E>(this);
    this.#link = new Link<E>({
      side: 'worker',
      thread: threadId,
      peer: PARENT,
      codec: plan.codec,
      ring: this.#sender.ring,
      ledger: hub.broadcast.options.ledger,
      onLag: plan.onLag,
      publish: (event) => void super.publish(event),
      onEnd: (failure) => {
        // What is answered to the parent's last events goes out yet.
        const end = (): void => this.complete();
        if (failure === undefined) hub.delivered(() => this.#link.over, end);
        else super.error(failure.error);
      },
      onOver,
    });
  }

  /** Publishes `event` here and on the parent's bus, which counts as one subscriber. Never throws and never waits. */
  override publish(event: E): number {
    const sent = this.#link.sending && this.#send(event);
    return super.publish(event) + (sent ? 1 : 0);
  }

  /** As {@link WorkerBus.publish}, without the count. */
  override next(event: E): void {
    this.publish(event);
  }

  /** Ends the bus and the connection, after all pending events. */
  override complete(): void {
    this.#link.finish();
    super.complete();
  }

  /** Ends the bus and the connection with an error: what the parent had pending is abandoned. */
  override error(error: unknown): void {
    this.#link.fail({ error });
    super.error(error);
  }

  /** The accounts of both ways, reckoned when asked for. */
  connectionStats(): ConnectionStats {
    return this.#link.stats();
  }

  #send(event: E): boolean {
    if (!this.#sender.takes(event)) return false;
    try {
      this.#sender.send(event);
    } catch (error) {
      if (this.#onError === undefined) reportUnhandled(error);
      else guarded(this.#onError)(error, { subscriber: PARENT, event });
    }
    return true;
  }
}
