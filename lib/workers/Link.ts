import type { LagNotice } from '../bus/index.js';
import type { Ledger } from '../bus/Ledger.js';
import type { Failure } from '../bus/Reader.js';
import { WorkerConnectionError } from '../errors.js';
import { reportUnhandled } from '../internal/reportUnhandled.js';
import { Channel, type Side, type Signal } from './Channel.js';
import type { Codec } from './Codec.js';
import type { ConnectionStats } from './ConnectionStats.js';
import { Inbound } from './Inbound.js';
import { Outgoing } from './Outgoing.js';
import type { SharedRing } from './ring/SharedRing.js';

/** What an end of a connection is made of. */
export interface LinkOptions<E> {
  readonly side: Side;
  /** The worker's thread. */
  readonly thread: number;
  /** What the other end is called in this end's accounts. */
  readonly peer: string;
  readonly codec: Codec<E>;
  readonly ring: SharedRing;
  readonly ledger: Ledger;
  readonly onLag: ((notice: LagNotice) => void) | undefined;
  /** Gets each event that the other end publishes. */
  readonly publish: (event: E) => void;
  /** The other end publishes no more, for want of events or of success. */
  readonly onEnd: (failure: Failure | undefined) => void;
  /** Both ways are over. */
  readonly onOver: () => void;
  /** Nothing is left to do: the other end knows as well, or will never ask. */
  readonly onParted?: () => void;
}

/** One end of a connection: what goes out, what comes in, and when both are over. */
export class Link<E> {
  readonly out: Outgoing;
  failure: Failure | undefined;
  private readonly channel: Channel;
  private inbound: Inbound | undefined;
  /** The other end has been heard of. */
  private met = false;
  /** Nothing more goes out. */
  private finished = false;
  /** Nothing more is read here. */
  private deaf = false;
  /** Both ways are over. */
  over = false;
  private parted = false;

  constructor(private readonly options: LinkOptions<E>) {
    const { side, thread, ring, ledger, onLag } = options;
    this.channel = new Channel(thread, side, (signal) => this.hear(signal));
    this.out = new Outgoing(ring, {
      name: options.peer,
      ledger,
      onLag,
      onWake: () => this.channel.post({ type: 'wake' }),
      onGone: (error) => {
        if (error === undefined) this.settle();
        else this.fail({ error });
      },
      onAbandon: () => this.abandon(),
    });
    this.open();
  }

  /** The accounts of both ways. */
  stats(): ConnectionStats {
    return { sent: this.out.stats(), received: this.inbound?.reader.stats() };
  }

  /** Whether what this end publishes goes out. */
  get sending(): boolean {
    return !this.finished && this.out.open;
  }

  /** Sends nothing more, and ends once the other end has read what is pending and has ended itself. */
  drain(): void {
    if (this.finished || this.over) return;
    this.finished = true;
    this.out.finish();
    this.channel.flush(); // the other end may be there by now
    if (!this.met && this.out.stats().pending === 0) this.abandon();
  }

  /** This end's bus has ended: it takes nothing more, and the other end may have what is pending. */
  finish(): void {
    this.stopReading();
    this.drain();
  }

  /** The other end's thread is dead: what it published is still there. */
  mourn(): void {
    this.channel.flush();
    this.inbound?.drain();
    this.abandon();
    this.part();
  }

  /** There is nobody who would still have to be told that it is over. */
  part(): void {
    if (!this.over || this.parted) return;
    this.parted = true;
    this.channel.close();
    this.options.onParted?.();
  }

  /** Ends both ways at once, and tells the other end why. */
  fail(failure: Failure): void {
    if (this.over || this.failure !== undefined) return;
    this.failure = failure;
    this.channel.post({ type: 'fail', error: portable(failure.error) });
    this.abandon();
  }

  /** Ends both ways at once. */
  abandon(): void {
    this.out.leave();
    this.stopReading();
  }

  private stopReading(): void {
    if (this.inbound === undefined) this.ended();
    else this.inbound.leave();
  }

  private open(): void {
    const { codec } = this.options;
    this.channel.post({ type: 'open', place: this.out.place, codec: codec.name });
  }

  private hear(signal: Signal): void {
    switch (signal.type) {
      case 'open':
        if (this.over) this.turnAway();
        else if (!this.met) this.meet(signal);
        break;
      case 'wake':
        this.inbound?.reader.wake();
        break;
      case 'done':
        this.out.leave();
        break;
      case 'fail':
        this.failure ??= { error: this.inbound?.reader.failure ?? signal.error };
        this.abandon();
        break;
      case 'over':
        this.failure ??= signal.failure;
        this.abandon();
        break;
    }
  }

  /** The other end comes late, and would wait for this one for ever. */
  private turnAway(): void {
    const { failure } = this;
    this.channel.post({ type: 'over', failure: failure && { error: portable(failure.error) } });
    this.part();
  }

  private meet({ place, codec }: Extract<Signal, { type: 'open' }>): void {
    const own = this.options.codec.name;
    this.met = true;
    this.open(); // the first may have been said to nobody
    if (codec !== own) {
      const [here, there] = this.options.side === 'parent' ? [own, codec] : [codec, own];
      const error = new WorkerConnectionError(
        `the parent's codec is '${here}' and the worker's '${there}'; give both the same`,
      );
      this.fail({ error });
    } else if (this.deaf) {
      this.channel.post({ type: 'done' });
    } else {
      this.inbound = new Inbound(place, {
        take: (bytes) => this.take(bytes),
        onEnd: () => {
          // Memory is quicker than messages: why it ended may be on its way.
          this.channel.flush();
          this.ended();
        },
      });
      this.inbound.start();
    }
  }

  private take(bytes: Uint8Array): void {
    const { codec, publish } = this.options;
    try {
      publish(codec.decode(bytes));
    } catch (error) {
      reportUnhandled(error);
    }
  }

  private ended(): void {
    if (this.deaf) return;
    this.deaf = true;
    const overflow = this.inbound?.reader.failure;
    if (overflow !== undefined) this.failure ??= { error: overflow };
    this.channel.post({ type: 'done' });
    this.options.onEnd(this.failure);
    if (this.failure !== undefined) this.out.leave();
    this.settle();
  }

  private settle(): void {
    if (this.over || !this.deaf || this.out.open) return;
    this.over = true;
    this.options.onOver();
    // A worker has one parent, which knows of it or will.
    if (this.met || this.options.side === 'worker') this.part();
  }
}

/** An error as it can be sent: itself, or what it says where it holds what can't be. */
function portable(error: unknown): unknown {
  try {
    return structuredClone(error);
  } catch {
    return new Error(String(error));
  }
}
