import { setTimeout as sleep } from 'node:timers/promises';
import { seededRandom } from '../../statistics/seededRandom.js';

/** Stalls at random moments that are the same for the same seed. */
export interface StallOptions {
  readonly seed: number;
  /** How long a stall is on average, in milliseconds: up to twice as long. */
  readonly length: number;
  /** How long it is from the end of one to the next on average, in milliseconds. */
  readonly every: number;
}

/** How long until the next stall, and how long it is, in milliseconds. */
export interface Stall {
  readonly after: number;
  readonly length: number;
}

/** One stall after the other, as independent of each other as mishaps are. */
export function stalls({ seed, length, every }: StallOptions): () => Stall {
  const random = seededRandom(seed);
  return () => ({ after: -every * Math.log(1 - random()), length: 2 * length * random() });
}

/** When a reader stalls next; asked at every event. */
export class Staller {
  private next: Stall;
  private due: number;

  constructor(private readonly draw: () => Stall) {
    this.next = draw();
    this.due = performance.now() + this.next.after;
  }

  /** Stalls now if it is time to; `onEnd` is called at its end, before anything else. */
  stall(onEnd: () => void): Promise<void> | undefined {
    if (performance.now() < this.due) return undefined;
    const { length } = this.next;
    return sleep(length).then(() => {
      onEnd();
      this.next = this.draw();
      this.due = performance.now() + this.next.after;
    });
  }
}
