import { EventEmitter } from 'node:events';
import { filter, map, Subject } from 'rxjs';
import { Bus } from 'ron-kernel/bus';
import { bareRing } from './bareRing.js';
import type { Fan } from './Fan.js';
import type { Tick } from './handlers.js';

const none = (): number => 0;

function subscribeTo(subject: Subject<Tick>): Fan['subscribe'] {
  return (form, counter, { onTick, onCount, countOf, isTick }) => {
    if (form === 'functions') subject.subscribe(onTick(counter));
    else if (form === 'observers') subject.subscribe({ next: onTick(counter) });
    else if (form === 'map') subject.pipe(map(countOf())).subscribe(onCount(counter));
    else subject.pipe(filter(isTick()), map(countOf())).subscribe(onCount(counter));
  };
}

export function busFan(bus = new Bus<Tick>()): Fan {
  return {
    subscribe: subscribeTo(bus),
    publish: (tick) => {
      bus.publish(tick);
    },
    dropped: () => bus.stats().subscribers.reduce((sum, { dropped }) => sum + dropped, 0),
  };
}

function subjectFan(): Fan {
  const subject = new Subject<Tick>();
  return {
    subscribe: subscribeTo(subject),
    publish: (tick) => {
      subject.next(tick);
    },
    dropped: none,
  };
}

function emitterFan(): Fan {
  const emitter = new EventEmitter().setMaxListeners(0);
  return {
    subscribe: (_form, counter, { onTick }) => emitter.on('tick', onTick(counter)),
    publish: (tick) => {
      emitter.emit('tick', tick);
    },
    dropped: none,
  };
}

function loopFan(): Fan {
  const functions: ((tick: Tick) => void)[] = [];
  return {
    subscribe: (_form, counter, { onTick }) => functions.push(onTick(counter)),
    publish: (tick) => {
      for (const handle of functions) handle(tick);
    },
    dropped: none,
  };
}

/** The bus, and what it is compared with. */
export const fans = {
  bus: () => busFan(),
  Subject: subjectFan,
  EventEmitter: emitterFan,
  ring: bareRing,
  loop: loopFan,
};

export type FanName = keyof typeof fans;
