import { FanOut } from '../micro/support/FanOut.js';
import type { Fan } from '../micro/support/Fan.js';
import { fans } from '../micro/support/fans.js';
import { alike } from '../micro/support/handlers.js';
import { leastFan } from '../micro/support/leastFan.js';
import { allocatedBy, allocationFlags } from '../support/allocatedBy.js';
import type { Effort } from '../support/Effort.js';
import type { Figures } from '../support/Figures.js';
import type { Gate } from './support/Gate.js';

const load = { form: 'functions', subscribers: 8, burst: 64, events: 'pooled' } as const;

const through =
  (open: () => Fan) =>
  async (effort: Effort): Promise<Figures> => {
    const fanOut = new FanOut(open(), load, alike);
    for (let n = effort === 'full' ? 1_000 : 20; n > 0; n--) await fanOut.cycle();
    const bytes = await allocatedBy(fanOut.cycle);
    fanOut.check();
    return { 'bytes per event': (bytes * load.subscribers) / fanOut.deliveries };
  };

/** What publishing leaves for the collector, beside a microtask a burst and a look at the clock. */
export const busAllocation: Gate = {
  name: 'bus-allocation',
  nodeFlags: allocationFlags,
  ours: through(fans.bus),
  reference: through(leastFan),
  figures: [
    {
      figure: 'bytes per event',
      title: 'allocated per event',
      beside: 'difference',
      unit: 'bytes over a microtask and a look at the clock',
      tolerance: { plus: 1 }, // no object is that small
    },
  ],
};
