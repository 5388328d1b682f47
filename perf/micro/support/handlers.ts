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

let literals = 0;

/** Evaluates `source` as a piece of program of its own, so that its functions share nothing with others. */
function literal(source: string): unknown {
  literals += 1;
  return runInThisContext(`${source} // ${String(literals)}`);
}

/**
 * Handlers each with a place of its own in the source, as those of a service are. Their types are
 * asserted: the text beside them says what they are.
 */
export const distinct: Handlers = {
  onTick: (counter) =>
    (literal('(counter) => (tick) => { counter.total += tick.count; }') as Handlers['onTick'])(
      counter,
    ),
  onCount: (counter) =>
    (literal('(counter) => (count) => { counter.total += count; }') as Handlers['onCount'])(
      counter,
    ),
  countOf: () => (literal('() => (tick) => tick.count') as Handlers['countOf'])(),
  isTick: () => (literal('() => (tick) => tick.count > 0') as Handlers['isTick'])(),
};
