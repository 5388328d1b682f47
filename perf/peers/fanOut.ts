import { FanOut } from '../micro/support/FanOut.js';
import { varied } from '../micro/support/handlers.js';
import type { Effort } from '../support/Effort.js';
import type { Figures } from '../support/Figures.js';
import type { Comparison } from '../support/Suite.js';
import { asFan } from './support/asFan.js';
import { CONSUMERS, figureOf, isFeasible, loadsOf, type PeerLoad } from './support/loads.js';
import { processorPerCycle } from './support/processorPerCycle.js';
import { ways } from './ways/ways.js';
import type { Way } from './ways/Way.js';

/** Every load in turn, each on an instance of its own, and every delivery checked. */
async function measure(name: string, open: () => Promise<Way>, effort: Effort): Promise<Figures> {
  const make = async ({ consumers, subscribers, burst }: PeerLoad): Promise<FanOut> => {
    const load = { form: 'functions', subscribers, burst, events: 'fresh' } as const;
    return new FanOut(asFan(await open(), consumers), load, varied);
  };
  const figures: Record<string, number> = {};
  for (const consumers of CONSUMERS) {
    // In a service others have published and subscribed before, so nothing is inlined for the first.
    const crowd = await make({ consumers, subscribers: 8, burst: 64 });
    await crowd.warmUp(effort);
    crowd.check();
    for (const load of loadsOf(consumers, effort)) {
      if (!isFeasible(name, load)) continue;
      const fanOut = await make(load);
      const ns = await processorPerCycle(fanOut.cycle, effort);
      fanOut.check();
      figures[figureOf(load)] = ns / fanOut.deliveries;
    }
  }
  return figures;
}

/** What does it cost to hand an event to one more? */
export const fanOut: Comparison = {
  name: 'fan-out',
  cases: () =>
    Object.entries(ways).map(([name, open]) => ({
      name,
      measure: (effort) => measure(name, open, effort),
    })),
};
