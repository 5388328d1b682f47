import { assembleKernel } from '../assembleKernel.js';
import type { ConfigOf, ConfigSchema, KernelSchema } from '../config/index.js';
import type { KernelService } from '../Kernel.js';
import type { Play, Played } from './simulation/Play.js';
import { Player } from './simulation/Player.js';
import { playOf, type AnySimulation } from './simulation/playOf.js';
import { shrink } from './simulation/shrink.js';
import { SimulationFailedError } from './SimulationFailedError.js';
import type { SimulationOptions, SimulationReport } from './SimulationOptions.js';

let loaded: Promise<void> | undefined;
let last: Promise<unknown> = Promise.resolve();

/** Loads what a kernel loads on demand: a virtual clock doesn't wait for disks. */
async function load(): Promise<void> {
  const silent = (): void => undefined;
  const logger = { debug: silent, info: silent, warn: silent, error: silent };
  const config = { env: {}, reloadOn: [] };
  const kernel = await assembleKernel({ config, signals: false, logger });
  await kernel.metrics.registry();
  await kernel.stop();
}

async function run(play: Play, shrinks: boolean): Promise<SimulationReport> {
  await (loaded ??= load());
  const replay = (again: Play): Promise<Played> => new Player(again).run();
  const played = await replay(play);
  const { trace, moved, problem, ...report } = played;
  if (problem === undefined) return { seed: play.seed, ...report };
  const least = shrinks
    ? await shrink(play, played, replay)
    : { play: { ...play, steps: played.steps }, played };
  throw new SimulationFailedError({
    ...(least.played.problem ?? problem),
    seed: play.seed,
    steps: least.play.steps,
    only: least.played.moved,
    trace: least.played.trace,
  });
}

/**
 * Runs a whole kernel, with services of yours, through everything that can happen to it, in virtual
 * time: hours take seconds, and the same seed gives the same simulation, down to the order of events.
 *
 * Timers, `Date`, `performance.now` and `Math.random` are virtual for the whole thread meanwhile,
 * whoever calls them; I/O is not, so services that do any are given doubles. After each step the
 * simulation looks at what holds for every kernel: every subscriber's account adds up; there is one
 * order of events; a service has one live run at most; no window has more restarts than its limit;
 * nothing starts after a stop, which ends in time and leaves nothing behind; config versions rise one
 * by one; readiness is what it is defined as; no error is uncaught. Then at your `invariants`.
 *
 * Calls wait for each other. A failure is reduced to the moves that cause it.
 *
 * @param options - the world, a seed and how far to go
 * @returns what happened, if everything held
 * @throws SimulationFailedError with the invariant, what was done up to then, and how to see it again;
 *   OptionTypeError or OptionRangeError when an option can't work
 *
 * @example
 * ```ts
 * import { interval, map } from 'rxjs';
 * import { simulate } from 'ron-kernel/testing';
 *
 * const report = await simulate({
 *   seed: 17,
 *   steps: 200,
 *   world: () => {
 *     let queued = 0;
 *     const producer = {
 *       name: 'producer',
 *       limit: { restarts: 3, within: 10_000 },
 *       start: () => interval(10).pipe(map(() => ({ type: 'job', number: (queued += 1) }))),
 *     };
 *     return {
 *       services: [producer],
 *       invariants: { 'jobs are numbered from one': () => queued >= 0 },
 *     };
 *   },
 * });
 * console.log(report.starts, report.events, report.moves);
 * ```
 */
export async function simulate<
  const S extends readonly KernelService<ConfigOf<C>>[],
  C extends ConfigSchema = KernelSchema,
>(options: SimulationOptions<S, C>): Promise<SimulationReport> {
  // What its events and config keys are is known to the compiler alone.
  const any: unknown = options;
  const play = playOf(any as AnySimulation);
  const { shrink: shrinks = true } = options;
  const running = last.then(() => run(play, shrinks));
  last = running.catch(() => undefined);
  return running;
}
