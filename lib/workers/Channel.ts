import { BroadcastChannel, receiveMessageOnPort, type MessagePort } from 'node:worker_threads';
import type { Failure } from '../bus/Reader.js';
import type { SharedPlace } from './ring/SharedPlace.js';

/** Which end of a connection somebody is. */
export type Side = 'parent' | 'worker';

/** What the two ends tell each other beside events. */
export type Signal =
  /** Here is a ring to read, for whoever hears of it first. */
  | { readonly type: 'open'; readonly place: SharedPlace; readonly codec: string }
  /** There is something to read: for who can't be notified through memory. */
  | { readonly type: 'wake' }
  /** I read no more of your ring. */
  | { readonly type: 'done' }
  /** This connection has failed. */
  | { readonly type: 'fail'; readonly error: unknown }
  /** This connection was over before you came, for want of events or of success. */
  | { readonly type: 'over'; readonly failure: Failure | undefined };

interface Envelope {
  readonly side: Side;
  readonly from: number;
  /** Missing where the other end isn't known yet. */
  readonly to: number | undefined;
  readonly signal: Signal;
}

let channels = 0;

/**
 * How the two ends find each other, and what they say beside events. It is named by the worker's thread,
 * so that neither its `parentPort` nor its messages have anything to do with it.
 */
export class Channel {
  private readonly id = (channels += 1);
  private readonly port: BroadcastChannel;
  private peer: number | undefined;
  private closed = false;

  constructor(
    thread: number,
    private readonly side: Side,
    private readonly onSignal: (signal: Signal) => void,
  ) {
    this.port = new BroadcastChannel(`ron-kernel.workers.${String(thread)}`);
    this.port.onmessage = (message: unknown) => this.receive((message as MessageEvent).data);
    // A worker lives as long as it is connected; what keeps its parent alive is the worker.
    if (side === 'parent') this.port.unref();
  }

  post(signal: Signal): void {
    const { side, id, peer } = this;
    const envelope: Envelope = { side, from: id, to: peer, signal };
    this.port.postMessage(envelope);
  }

  /** Hears what the other end has said, which may still be on its way. */
  flush(): void {
    while (!this.closed) {
      const last = receiveMessageOnPort(this.port as unknown as MessagePort);
      if (last === undefined) break;
      this.receive(last.message);
    }
  }

  close(): void {
    this.closed = true;
    this.port.onmessage = () => undefined;
    this.port.close();
  }

  private receive(message: unknown): void {
    const { side, from, to, signal } = message as Envelope;
    if (side === this.side || (to !== undefined && to !== this.id)) return;
    if (signal.type === 'open' || signal.type === 'over') this.peer ??= from;
    if (from === this.peer) this.onSignal(signal);
  }
}
