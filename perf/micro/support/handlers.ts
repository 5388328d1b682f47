import { runInThisContext } from 'node:vm';

/** What is published: a small object, as an application's events are. */
export interface Tick {
  readonly type: 'tick';
  readonly count: number;
}

/** What a subscriber works on: it adds up a field of the events, so that each delivery shows. */
export interface Counter {
  total: number;
}

/** The functions that subscribers are made of. */
export interface Handlers {
  readonly onTick: (counter: Counter) => (tick: Tick) => void;
  readonly onCount: (counter: Counter) => (count: number) => void;
  readonly countOf: () => (tick: Tick) => number;
  readonly isTick: () => (tick: Tick) => boolean;
}

/**
 * Handlers that share one place in the source, as those of a benchmark often do. The engine knows
 * what every call will run and may inline it.
 */
export const alike: Handlers = {
  onTick: (counter) => (tick) => {
    counter.total += tick.count;
  },
  onCount: (counter) => (count) => {
    counter.total += count;
  },
  countOf: () => (tick) => tick.count,
  isTick: () => (tick) => tick.count > 0,
};

/** How many pieces of program the handlers of a service are taken to come from. */
const LITERALS = 16;

/** Functions that do as `source` says, from so many places in a program, in turn. */
function variants(source: string): () => unknown {
  const made = Array.from({ length: LITERALS }, (_, index): unknown =>
    runInThisContext(`${source} // ${String(index)}`),
  );
  let next = 0;
  return () => made[next++ % LITERALS];
}

const onTick = variants('(counter) => (tick) => { counter.total += tick.count; }');
const onCount = variants('(counter) => (count) => { counter.total += count; }');
const countOf = variants('() => (tick) => tick.count');
const isTick = variants('() => (tick) => tick.count > 0');

/**
 * Handlers from sixteen places in the source, as the subscribers of a service come from several and
 * a thousand of them are a thousand closures of a few. The engine can't know which a call will run.
 * Their types are asserted: the text above says what they are.
 */
export const varied: Handlers = {
  onTick: (counter) => (onTick() as Handlers['onTick'])(counter),
  onCount: (counter) => (onCount() as Handlers['onCount'])(counter),
  countOf: () => (countOf() as Handlers['countOf'])(),
  isTick: () => (isTick() as Handlers['isTick'])(),
};
