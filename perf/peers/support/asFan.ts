import type { Fan } from '../../micro/support/Fan.js';
import { microtask } from '../../support/turn.js';
import type { Way } from '../ways/Way.js';

/** Whether a consumer is done when it returns, or a microtask later. */
export type Consumers = 'synchronous' | 'asynchronous';

/** `way` with one kind of consumers, for a FanOut to measure. */
export function asFan(way: Way, consumers: Consumers): Fan {
  return {
    subscribe: (_form, counter, { onTick }) => {
      const handle = onTick(counter);
      if (consumers === 'synchronous') way.subscribe(handle);
      else {
        way.subscribeAsync(async (tick) => {
          await microtask;
          handle(tick);
        });
      }
    },
    publish: way.publish,
    dropped: () => way.dropped() ?? 0,
  };
}
