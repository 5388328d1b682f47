import { setTimeout as sleep } from 'node:timers/promises';
import { NEVER, skip } from 'rxjs';
import { createKernel, ofType, type KernelContext } from 'ron-kernel';
import type { Figures } from '../../support/Figures.js';
import { silentLogger } from '../../support/silentLogger.js';
import { growths } from '../support/flatness.js';
import { Footprint } from '../support/Footprint.js';
import { generate } from '../support/generate.js';
import type { Schedule } from '../support/schedule.js';
import type { Telemetry } from '../support/Telemetry.js';
import { until } from '../support/until.js';
import { Changes } from './Changes.js';
import { checkReloads } from './checkReloads.js';
import { EditedFile } from './EditedFile.js';
import { triggerOf, type ConfigChanged, type TRIGGERS } from './triggers.js';

/** How a config is changed. */
export interface ReloadsLoad {
  readonly trigger: (typeof TRIGGERS)[number];
  /** When. */
  readonly schedule: Schedule;
  /** Milliseconds. */
  readonly duration: number;
  /** Bytes of config. */
  readonly size: number;
}

/** How often what it holds is looked at: seldom, as a collection holds up a reload. */
const LOOKS = 20;

/** Milliseconds until the file is watched, and reloading is compiled. */
const WARM_UP = 1_000;

/** Changes a config again and again: how long until it is in force, and what that leaves behind. */
export async function runReloads(load: ReloadsLoad, telemetry: Telemetry): Promise<Figures> {
  const { schedule, duration } = load;
  const file = new EditedFile(load.size);
  const { reloadOn, pull } = triggerOf(load.trigger, file.path);
  const changes = new Changes();
  const [inForce, swap] = [telemetry.timer('in force'), telemetry.timer('swap')];
  const told = { applied: 0, unchanged: 0, rejected: 0, events: 0 };
  const kernel = await createKernel({
    config: { file: file.path, schema: file.schema, env: {}, reloadOn },
    services: [
      {
        name: 'reloader',
        start: ({ bus, config }: KernelContext<ConfigChanged>) => {
          bus.pipe(ofType('config.changed')).subscribe(() => void config.reload());
          return NEVER;
        },
      },
    ],
    logger: silentLogger,
    signals: false,
  });
  kernel.bus.subscribe(({ type }) => {
    if (type === 'kernel.config.updated') told.events += 1;
  });
  kernel.config.snapshots$.pipe(skip(1)).subscribe(({ value }) => {
    changes.inForce(value.edit).forEach(inForce);
  });
  kernel.config.reloads$.subscribe(({ status, elapsed }) => {
    if (status !== 'rolled-back') told[status] += 1;
    if (status === 'applied') swap(elapsed);
  });
  await kernel.start();
  const change = (): void => {
    changes.make();
    file.change();
    pull(() => void kernel.bus.publish({ type: 'config.changed' }));
  };
  const run = (milliseconds: number): Promise<number> =>
    generate({ schedule, duration: milliseconds, look: 'every millisecond', publish: change });
  const settled = (): Promise<boolean> => until(() => changes.pending === 0);
  await sleep(WARM_UP / 2);
  await run(WARM_UP / 2);
  await settled();

  const before = { changes: file.edits, applied: told.applied };
  const footprint = new Footprint();
  footprint.addTo(telemetry);
  telemetry.rate('per second', 'changes', () => file.edits);
  telemetry.rate('per second', 'versions', () => told.applied);
  telemetry.begin();
  await Promise.all([run(duration), footprint.watch(duration, LOOKS)]);
  await settled();
  telemetry.end();

  const { version, value } = kernel.config.snapshot;
  const { body } = await kernel.metrics.render();
  await kernel.stop(); // what is on the bus arrives
  file.remove();
  checkReloads({ ...told, edits: file.edits, edit: value.edit, version, exposition: body });
  return {
    changes: file.edits - before.changes,
    versions: told.applied - before.applied,
    ...growths(footprint.held, changes.took.slice(before.changes)),
  };
}
