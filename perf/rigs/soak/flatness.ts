import { growth } from '../../statistics/growth.js';
import { slope } from '../../statistics/slope.js';
import type { Figures } from '../../support/Figures.js';
import type { Held } from './Footprint.js';

/** As much of a run is left out at its beginning: until everything is compiled and every cache is full. */
const WARM_UP = 0.2;

/** How what a process holds, and how long events take, changes from beginning to end. */
export function flatness(held: readonly Held[], latencies: readonly number[]): Figures {
  const warm = afterWarmUp(held);
  const of = (what: keyof Held): readonly number[] => warm.map((each) => each[what]);
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
    'heap growth': growth(of('heap')),
    'RSS growth': growth(of('rss')),
    'descriptor growth': growth(of('descriptors')),
    descriptors: Math.max(...of('descriptors')),
    'latency growth': growth(afterWarmUp(latencies)),
  };
}

function afterWarmUp<T>(values: readonly T[]): readonly T[] {
  return values.slice(Math.floor(values.length * WARM_UP));
}
