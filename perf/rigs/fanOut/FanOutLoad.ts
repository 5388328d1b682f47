import { generate, type Generation } from '../support/generate.js';
import { schedule } from '../support/schedule.js';

/** What a bus is put to. */
export interface FanOutLoad {
  /** How many publish, each at its share of the rate. */
  readonly producers: number;
  /** How many functions are subscribed. */
  readonly subscribers: number;
  readonly capacity: number;
  /** Bytes in an event. */
  readonly payload: number;
  /** Events a second, of all producers together. */
  readonly rate: number;
  /** How many a producer publishes at once. */
  readonly burst: number;
  readonly look: Generation['look'];
  /** Milliseconds. */
  readonly duration: number;
}

/** Has every producer publish for `duration`; resolves to how many events that were. */
export async function produce(
  { producers, rate, burst, look }: Pick<FanOutLoad, 'producers' | 'rate' | 'burst' | 'look'>,
  duration: number,
  publish: (intended: number) => void,
): Promise<number> {
  const pace = schedule({ rate: rate / producers, burst });
  const counts = await Promise.all(
    Array.from({ length: producers }, () => generate({ schedule: pace, duration, look, publish })),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** How long a load runs before it is watched: until it is compiled. */
export function warmUpOf({ duration }: Pick<FanOutLoad, 'duration'>): number {
  return Math.min(1_000, duration / 4);
}
