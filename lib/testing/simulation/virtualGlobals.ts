import { syncBuiltinESMExports } from 'node:module';
import { divertMacrotasks } from '../../internal/macrotask.js';
import type { VirtualLoop } from './VirtualLoop.js';
import { virtualPromises } from './virtualPromises.js';
import { VirtualTimer } from './VirtualTimer.js';

type Work = (...args: readonly unknown[]) => void;

/** Node.js's timer functions, on `loop`. */
function timerFunctions(loop: VirtualLoop) {
  const machineClearImmediate = clearImmediate; // which is replaced by the time it is called
  const bound = (work: Work, args: readonly unknown[]) => (): void => work(...args);
  // What was made before belongs to the machine, and what is none to nobody.
  const clear = (machine: (timer: NodeJS.Timeout) => void) => (timer: unknown) => {
    if (timer instanceof VirtualTimer) timer.cancel();
    else if (typeof timer === 'object' && timer !== null) machine(timer as NodeJS.Timeout);
  };
  return {
    setTimeout: (work: Work, delay = 1, ...args: unknown[]) => loop.after(delay, bound(work, args)),
    setInterval: (work: Work, period = 1, ...args: unknown[]) =>
      loop.after(period, bound(work, args), period),
    setImmediate: (work: Work, ...args: unknown[]) => loop.immediate(bound(work, args)),
    clearTimeout: clear(clearTimeout),
    clearInterval: clear(clearInterval),
    clearImmediate: clear((timer) => machineClearImmediate(timer as unknown as NodeJS.Immediate)),
  };
}

/** `Date`, with the wall clock of `loop`. */
function virtualDate(loop: VirtualLoop): DateConstructor {
  const now = (): number => loop.date;
  return new Proxy(Date, {
    apply: () => new Date(now()).toString(),
    construct: (target, args) => new target(...((args.length === 0 ? [now()] : args) as [number])),
    get: (target, key) => (key === 'now' ? now : (Reflect.get(target, key) as unknown)),
  });
}

/** Puts `values` in the place of what `target` has. Returns what puts it back. */
function replace(target: object, values: Readonly<Record<string, unknown>>): () => void {
  const before = Object.keys(values).map(
    (key) => [key, Object.getOwnPropertyDescriptor(target, key)] as const,
  );
  for (const [key, value] of Object.entries(values)) {
    Object.defineProperty(target, key, { configurable: true, writable: true, value });
  }
  return () => {
    for (const [key, descriptor] of before) {
      if (descriptor) Object.defineProperty(target, key, descriptor);
      else Reflect.deleteProperty(target, key);
    }
  };
}

/**
 * Has all of this thread go by `loop` and `random`: timers, macrotasks, `Date`, `performance.now`
 * and `Math.random`, whoever calls them. Promises and I/O stay the machine's.
 *
 * @returns gives them back
 */
export function installVirtualTime(loop: VirtualLoop, random: () => number): () => void {
  const timers = timerFunctions(loop);
  const restorers = [
    replace(globalThis, { ...timers, Date: virtualDate(loop) }),
    replace(performance, { now: () => loop.now }),
    replace(Math, { random }),
    replace(process.getBuiltinModule('node:timers'), timers),
    replace(process.getBuiltinModule('node:timers/promises'), virtualPromises(loop)),
    divertMacrotasks((work) => void loop.immediate(work)),
  ];
  syncBuiltinESMExports();
  return () => {
    for (const restore of restorers) restore();
    syncBuiltinESMExports();
  };
}
