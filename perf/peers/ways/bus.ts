import { Bus, concatMapBounded } from 'ron-kernel/bus';
import type { Tick } from '../../micro/support/handlers.js';
import type { Way } from './Way.js';

/** Our own. */
export function busWay(): Way {
  const bus = new Bus<Tick>();
  return {
    publish: (tick) => void bus.publish(tick),
    subscribe: (handle) => void bus.subscribe(handle),
    subscribeAsync: (handle) => void bus.pipe(concatMapBounded(handle)).subscribe(),
    dropped: () => bus.stats().subscribers.reduce((sum, { dropped }) => sum + dropped, 0),
  };
}
