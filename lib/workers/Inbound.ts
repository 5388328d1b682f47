import { macrotask } from '../internal/macrotask.js';
import type { SharedPlace } from './ring/SharedPlace.js';
import { SharedReader } from './ring/SharedReader.js';

/** How many events are taken between two turns of the event loop. */
const STRETCH = 1_024;

/** Where events go that come from the other end. */
export interface Destination {
  /** Takes one. May not throw. */
  readonly take: (bytes: Uint8Array) => void;
  /** Nothing will follow, and everything was taken or this end has left; called once. */
  readonly onEnd: () => void;
}

/** Reads the other end's ring for as long as there is something, and sleeps when there isn't. */
export class Inbound {
  readonly reader: SharedReader;
  private over = false;

  constructor(
    place: SharedPlace,
    private readonly to: Destination,
  ) {
    this.reader = new SharedReader(place);
  }

  start(): void {
    this.read();
  }

  /** Takes all there is, at once. */
  drain(): void {
    while (this.takeOne());
  }

  leave(): void {
    this.reader.leave();
    this.settle();
  }

  private readonly read = (): void => {
    for (let count = 0; count < STRETCH; count++) {
      if (this.takeOne()) continue;
      this.settle();
      if (!this.over) void this.reader.whenReadable().then(this.read);
      return;
    }
    macrotask(this.read);
  };

  private takeOne(): boolean {
    const bytes = this.over ? undefined : this.reader.read();
    if (bytes === undefined) return false;
    this.to.take(bytes);
    return true;
  }

  private settle(): void {
    if (this.over || !this.reader.ended) return;
    this.over = true;
    this.to.onEnd();
  }
}
