import { FanOut } from '../micro/support/FanOut.js';
import type { Fan } from '../micro/support/Fan.js';
import { fans } from '../micro/support/fans.js';
import { varied } from '../micro/support/handlers.js';
import type { Effort } from '../support/Effort.js';
import type { Figures } from '../support/Figures.js';
import { processorTime } from '../support/processorTime.js';
import type { Gate } from './support/Gate.js';
import { undisturbed } from './support/undisturbed.js';

const load = { form: 'functions', subscribers: 8, burst: 64, events: 'pooled' } as const;

/** Processor time rather than the clock's: another program on the same core doesn't count. */
async function perDelivery(fanOut: FanOut, milliseconds: number): Promise<Figures> {
  const until = performance.now() + milliseconds;
  const spent = processorTime();
  let cycles = 0;
  do {
    await fanOut.cycle();
    cycles += 1;
  } while (performance.now() < until);
  return { 'ns of processor': (spent() * 1e6) / (cycles * fanOut.deliveries) };
}

const through =
  (open: () => Fan) =>
  async (effort: Effort): Promise<Figures> => {
    // Others have published and subscribed before, so nothing is inlined for this one.
    const crowd = new FanOut(open(), load, varied);
    await crowd.warmUp(effort);
    const fanOut = new FanOut(open(), load, varied);
    await fanOut.warmUp(effort);
    const figures = await undisturbed(effort === 'full' ? 24 : 2, () =>
      perDelivery(fanOut, effort === 'full' ? 25 : 1),
    );
    crowd.check();
    fanOut.check();
    return figures;
  };

/** What a delivery costs, in bursts of 64 to 8 functions. */
export const busThroughput: Gate = {
  name: 'bus-throughput',
  ours: through(fans.bus),
  reference: through(fans.loop),
  figures: [
    {
      figure: 'ns of processor',
      title: 'time of a delivery', // a rate that falls by a tenth is a time that rises by a ninth
      beside: 'ratio',
      unit: '× a bare loop',
      tolerance: { times: 1 / 0.9 },
    },
  ],
};
