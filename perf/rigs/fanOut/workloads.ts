import { setTimeout as sleep } from 'node:timers/promises';
import type { Figures } from '../../support/Figures.js';
import type { Telemetry } from '../support/Telemetry.js';
import type { FanOutLoad } from './FanOutLoad.js';
import { FanOutRun } from './FanOutRun.js';
import { LaggingReaders } from './LaggingReaders.js';
import { Staller, stalls, type StallOptions } from './stalls.js';

/** Functions alone, which lose nothing. */
export async function toFunctions(load: FanOutLoad, telemetry: Telemetry): Promise<Figures> {
  return await new FanOutRun(load, telemetry).figures(() => Promise.resolve());
}

/** Asynchronous readers beside them, each of which takes `latency` milliseconds over an event. */
export async function toReaders(
  load: FanOutLoad,
  { readers, latency }: { readonly readers: number; readonly latency: number },
  telemetry: Telemetry,
): Promise<Figures> {
  const run = new FanOutRun(load, telemetry);
  const dawdle = latency === 0 ? () => undefined : () => sleep(latency);
  const lagging = new LaggingReaders(run, readers, dawdle);
  return await run.figures(() => lagging.settle());
}

/**
 * Readers that stall now and then, and how much they must lose of it: what came meanwhile, less
 * what they may hold. Rejects unless it is what they missed and what the bus has counted.
 */
export async function toStalling(
  load: FanOutLoad,
  { readers, ...options }: StallOptions & { readonly readers: number },
  telemetry: Telemetry,
): Promise<Figures> {
  const run = new FanOutRun(load, telemetry);
  let [stalled, injected] = [0, 0];
  const stallers = Array.from(
    { length: readers },
    (_, reader) => new Staller(stalls({ ...options, seed: options.seed + reader })),
  );
  const lagging = new LaggingReaders(run, readers, (reader, seq) =>
    stallers[reader]?.stall(() => {
      stalled += 1;
      injected += Math.max(0, run.pumped - (seq + 1) - load.capacity);
    }),
  );
  const figures = await run.figures(() => lagging.settle());
  if (injected !== lagging.missed) {
    throw new Error(`stalls cost ${injected} events, but readers missed ${lagging.missed}`);
  }
  return { ...figures, stalls: stalled, injected };
}
