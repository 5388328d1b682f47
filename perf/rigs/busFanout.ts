import { busFanoutReport } from './fanOut/busFanoutReport.js';
import { climb } from './fanOut/climb.js';
import { generatorAlone, generatorAndBus } from './fanOut/cpu.js';
import type { FanOutLoad } from './fanOut/FanOutLoad.js';
import { ALONE, AND_BUS, CLIMB, names, options, type Asked } from './fanOut/options.js';
import { toFunctions, toReaders, toStalling } from './fanOut/workloads.js';
import type { Effort } from '../support/Effort.js';
import type { Load, Rig } from './support/Rig.js';

/** How often the generator is measured alone and with a bus, in turns. */
const ROUNDS = 5;

function loads(asked: Asked, effort: Effort): readonly Load[] {
  const { rate, readers, latency, seed } = asked;
  const load: FanOutLoad = { ...asked, look: 'every turn', duration: asked.for };
  const brief = asked.for / 3;
  const batches: FanOutLoad = {
    ...load,
    look: 'every millisecond',
    rate: 100_000,
    producers: 1,
    burst: 100,
    duration: brief,
  };
  const step = Math.min(2_000, brief);
  const stalling = { seed, readers, length: asked.stall, every: asked.every };
  const all: Readonly<Record<Asked['workloads'][number], readonly Load[]>> = {
    rates: asked.rates.map((each) => ({
      name: names.rate(each, asked),
      duration: load.duration,
      run: (telemetry) => toFunctions({ ...load, rate: each }, telemetry),
    })),
    readers: [
      {
        name: names.readers(asked),
        duration: load.duration,
        run: (telemetry) => toReaders(load, { readers, latency: 0 }, telemetry),
      },
    ],
    slow: [
      {
        name: names.slow(asked),
        duration: load.duration,
        run: (telemetry) => toReaders(load, { readers, latency }, telemetry),
      },
    ],
    stalls: [
      {
        name: names.stalls(asked),
        duration: load.duration,
        run: (telemetry) => toStalling(load, stalling, telemetry),
      },
    ],
    cpu: Array.from({ length: effort === 'full' ? ROUNDS : 1 }, (): readonly Load[] => [
      { name: ALONE, duration: brief, run: (telemetry) => generatorAlone(batches, telemetry) },
      { name: AND_BUS, duration: brief, run: (telemetry) => generatorAndBus(batches, telemetry) },
    ]).flat(),
    climb: [
      {
        name: CLIMB,
        duration: 15 * step,
        run: (telemetry) =>
          climb({ ...load, rate: Math.max(rate, 250_000), duration: step }, telemetry),
      },
    ],
  };
  return asked.workloads.flatMap((workload) => all[workload]);
}

/** Does the bus keep up, and what does it lose when its readers don't? */
export const busFanout: Rig<typeof options> = {
  name: 'bus-fanout',
  question: 'What becomes of events at 50k to 250k a second: how long they take, and what is lost?',
  options,
  loads,
  report: busFanoutReport,
};
