import { EventEmitter, on } from 'node:events';
import type { Tick } from '../../micro/support/handlers.js';
import { uncounted, type Way } from './Way.js';

/** Node's EventEmitter; who takes time iterates with `on`. */
export function eventEmitterWay(): Way {
  const emitter = new EventEmitter<{ tick: [Tick] }>().setMaxListeners(0);
  return {
    publish: (tick) => void emitter.emit('tick', tick),
    subscribe: (handle) => void emitter.on('tick', handle),
    subscribeAsync: (handle) => {
      const ticks = on(emitter, 'tick') as AsyncIterableIterator<[Tick]>; // typed any[] in Node
      void (async () => {
        for await (const [tick] of ticks) await handle(tick);
      })();
    },
    dropped: uncounted,
  };
}
