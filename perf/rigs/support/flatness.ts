import { growth } from '../../statistics/growth.js';
import { slope } from '../../statistics/slope.js';
import type { Figures } from '../../support/Figures.js';
import type { Held } from './Footprint.js';

/** As much of a run is left out at its beginning: until everything is compiled and every cache is full. */
const WARM_UP = 0.2;

/** How many times what it was in the first third of a run is in the last, once it is warm. */
export function growths(held: readonly Held[], latencies: readonly number[]): Figures {
  const warm = afterWarmUp(held);
  const of = (what: keyof Held): number => growth(warm.map((each) => each[what]));
  return {
    'heap growth': of('heap'),
    'RSS growth': of('rss'),
    'descriptor growth': of('descriptors'),
    'latency growth': growth(afterWarmUp(latencies)),
    descriptors: Math.max(...warm.map(({ descriptors }) => descriptors)),
  };
}

/** How what a process holds, and how long events take, changes from beginning to end. */
export function flatness(held: readonly Held[], latencies: readonly number[]): Figures {
  const warm = afterWarmUp(held);
  const perHour = (name: string, what: keyof Held): Figures => {
    const { estimate, low, high } = slope(warm.map((each) => [each.hours, each[what]]));
    return {
      [`${name} slope.MB per h`]: estimate,
      [`${name} slope.low.MB per h`]: low,
      [`${name} slope.high.MB per h`]: high,
    };
  };
  return {
    ...perHour('heap', 'heap'),
    ...perHour('RSS', 'rss'),
    ...growths(held, latencies),
  };
}

function afterWarmUp<T>(values: readonly T[]): readonly T[] {
  return values.slice(Math.floor(values.length * WARM_UP));
}
