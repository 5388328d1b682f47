import type { Fan } from './Fan.js';
import type { Tick } from './handlers.js';

const resolved = Promise.resolve();

/** How many deliveries pass between two looks at the clock. */
const STRIDE = 128;

/**
 * Allocates what a bus can't do without and nothing else: a microtask a burst and, so as to be fair to
 * timers, a look at the clock every 128 deliveries and one macrotask for each turn of the event loop.
 */
export function leastFan(): Fan {
  const functions: ((tick: Tick) => void)[] = [];
  let [scheduled, watching, untilLook, since] = [false, false, STRIDE, 0];
  const pump = (): void => {
    scheduled = false;
  };
  const turned = (): void => {
    watching = false;
  };
  const look = (): void => {
    untilLook = STRIDE;
    const now = performance.now();
    if (watching) return;
    watching = true;
    since = Math.max(since, now);
    setImmediate(turned);
  };
  return {
    subscribe: (_form, counter, { onTick }) => functions.push(onTick(counter)),
    publish: (tick) => {
      for (const handle of functions) handle(tick);
      untilLook -= functions.length;
      if (untilLook <= 0) look();
      if (scheduled) return;
      scheduled = true;
      void resolved.then(pump);
    },
    dropped: () => 0,
  };
}
