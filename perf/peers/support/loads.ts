import type { Effort } from '../../support/Effort.js';
import type { Consumers } from './asFan.js';

/** What is published to whom, in every way. */
export interface PeerLoad {
  readonly consumers: Consumers;
  readonly subscribers: number;
  readonly burst: number;
}

export const SUBSCRIBERS: readonly number[] = [1, 8, 64, 1_000];
export const BURSTS: readonly number[] = [64, 1_024, 1];
export const CONSUMERS: readonly Consumers[] = ['synchronous', 'asynchronous'];

/** The loads for one kind of consumers; fewer for a quick run. */
export function loadsOf(consumers: Consumers, effort: Effort): readonly PeerLoad[] {
  const [counts, bursts] =
    effort === 'full'
      ? [SUBSCRIBERS, BURSTS]
      : [
          [1, 64],
          [1, 64],
        ];
  return bursts.flatMap((burst) =>
    counts.map((subscribers) => ({ consumers, subscribers, burst })),
  );
}

/** What the time of a delivery under a load is called. */
export function figureOf({ consumers, subscribers, burst }: PeerLoad): string {
  return `${consumers}, ${subscribers} × ${burst}, ns`;
}

/** A queue of so many actions takes RxJS minutes: it looks each up in the queue as it is done. */
const QUEUE = 50_000;

/** Whether the way called `name` comes to an end with a load in reasonable time. */
export function isFeasible(name: string, { subscribers, burst }: PeerLoad): boolean {
  return !name.includes('observeOn') || subscribers * burst <= QUEUE;
}
