import { FanOut } from './support/FanOut.js';
import { caseName, comparisons, type Comparison } from './support/fanOutPlan.js';
import { fanOutReport } from './support/fanOutReport.js';
import { fans, type FanName } from './support/fans.js';
import { alike, varied } from './support/handlers.js';
import { secondsPerCycle } from './support/secondsPerCycle.js';
import type { Figures } from '../support/Figures.js';
import type { Effort } from '../support/Effort.js';
import type { Suite } from '../support/Suite.js';

async function measure(
  fan: FanName,
  { load, handlers }: Comparison,
  effort: Effort,
): Promise<Figures> {
  if (handlers === 'varied') {
    // In a service others have published and subscribed before, so nothing is inlined for this one.
    const crowd = new FanOut(fans[fan](), { ...load, subscribers: 8 }, varied);
    await crowd.warmUp(effort);
    crowd.check();
  }
  const fanOut = new FanOut(fans[fan](), load, handlers === 'alike' ? alike : varied);
  await fanOut.warmUp(effort);
  const seconds = await secondsPerCycle(fanOut.cycle, effort);
  fanOut.check();
  const ns = (seconds * 1e9) / fanOut.deliveries;
  return { ns, 'M events per s': 1e3 / (ns * load.subscribers) };
}

/** What does it cost to hand an event to one more subscriber? */
export const broadcastFanoutThroughput: Suite = {
  name: 'broadcast-fanout-throughput',
  question:
    'What does it cost to hand an event to one more subscriber, beside Subject, EventEmitter and a bare loop?',
  cases: (effort) =>
    comparisons(effort).flatMap((comparison) =>
      comparison.fans.map((fan) => ({
        name: caseName(fan, comparison),
        measure: () => measure(fan, comparison, effort),
      })),
    ),
  report: fanOutReport,
};
