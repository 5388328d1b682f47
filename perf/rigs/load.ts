import { profiled } from '../support/profiled.js';
import { rigs } from './rigs.js';
import type { Order } from './support/measureRig.js';
import { Telemetry } from './support/Telemetry.js';

// The process that is put under load: told the rig, its options, and which of its loads to run.
process.once('disconnect', () => process.exit(1)); // nobody waits for it any more
process.once('message', (order: Order) => {
  void run(order);
});

async function run({ rig, values, effort, load }: Order): Promise<void> {
  const found = (await rigs[rig]?.())?.loads(values, effort).find(({ name }) => name === load);
  if (found === undefined) throw new Error(`there is no load '${load}' of '${rig}'`);
  const telemetry = new Telemetry(Math.max(50, found.duration / 300));
  const figures = await profiled(load, () => found.run(telemetry));
  process.send?.(telemetry.recording(figures), () => process.exit());
}
