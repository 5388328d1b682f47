import { channel, subscribe } from 'node:diagnostics_channel';
import Emittery from 'emittery';
import { EventEmitter } from 'eventemitter3';
import mitt from 'mitt';
import { createNanoEvents } from 'nanoevents';
import type { Tick } from '../../micro/support/handlers.js';
import { uncounted, type Way } from './Way.js';

/** Its types are those of its CommonJS build, its code isn't. */
const createMitt = mitt as unknown as typeof mitt.default;

type Listen = (handle: (tick: Tick) => unknown) => unknown;

/** What calls its listeners and looks at nothing they return: events overlap in a slow one. */
function callers(publish: (tick: Tick) => unknown, listen: Listen): Way {
  return {
    publish: (tick) => void publish(tick),
    subscribe: (handle) => void listen(handle),
    subscribeAsync: (handle) => void listen(handle),
    dropped: uncounted,
  };
}

export function eventemitter3Way(): Way {
  const emitter = new EventEmitter<{ tick: [Tick] }>();
  return callers(
    (tick) => emitter.emit('tick', tick),
    (handle) => emitter.on('tick', handle),
  );
}

export function mittWay(): Way {
  const emitter = createMitt<{ tick: Tick }>();
  return callers(
    (tick) => emitter.emit('tick', tick),
    (handle) => emitter.on('tick', handle),
  );
}

export function nanoeventsWay(): Way {
  const emitter = createNanoEvents<{ tick: (tick: Tick) => void }>();
  return callers(
    (tick) => emitter.emit('tick', tick),
    (handle) => emitter.on('tick', handle),
  );
}

/** Calls its listeners in a microtask, and awaits them; events overlap all the same. */
export function emitteryWay(): Way {
  const emitter = new Emittery<{ tick: Tick }>();
  return callers(
    (tick) => emitter.emit('tick', tick),
    (handle) => emitter.on('tick', handle as (tick: Tick) => Promise<void>), // or not: it looks
  );
}

let channels = 0;

export function diagnosticsChannelWay(): Way {
  const name = `ticks-${++channels}`;
  const ticks = channel(name);
  return callers(
    (tick) => ticks.publish(tick),
    (handle) => subscribe(name, (message) => handle(message as Tick)), // typed unknown in Node
  );
}

/** What nothing can be faster than. */
export function loopWay(): Way {
  const handles: ((tick: Tick) => unknown)[] = [];
  return callers(
    (tick) => {
      for (const handle of handles) handle(tick);
    },
    (handle) => handles.push(handle),
  );
}
