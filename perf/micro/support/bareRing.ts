import type { Fan } from './Fan.js';
import type { Tick } from './handlers.js';

/** Slots, more than are ever pending at once. */
const LENGTH = 4_096;

const resolved = Promise.resolve();

/**
 * The least that a ring of events takes: a microtask a burst writes each event down, reads it again and
 * hands it on. Nothing is bounded or counted, nobody can leave, a handler that throws stops everybody,
 * and timers wait.
 */
export function bareRing(): Fan {
  const functions: ((tick: Tick) => void)[] = [];
  const slots = new Array<Tick | undefined>(LENGTH).fill(undefined);
  let [head, tail, scheduled] = [0, 0, false];
  const pump = (): void => {
    scheduled = false;
    while (tail < head) {
      const slot = tail & (LENGTH - 1);
      const tick = slots[slot];
      slots[slot] = undefined;
      tail += 1;
      if (tick !== undefined) for (const handle of functions) handle(tick);
    }
  };
  return {
    subscribe: (_form, counter, { onTick }) => functions.push(onTick(counter)),
    publish: (tick) => {
      slots[head & (LENGTH - 1)] = tick;
      head += 1;
      if (scheduled) return;
      scheduled = true;
      void resolved.then(pump);
    },
    dropped: () => 0,
  };
}
