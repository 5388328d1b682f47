import { createKernel } from 'ron-kernel';
import type { Figures } from '../../support/Figures.js';
import { silentLogger } from '../../support/silentLogger.js';
import { watchAnswers } from '../httpProbes/watchAnswers.js';
import { generate } from '../support/generate.js';
import { schedule } from '../support/schedule.js';
import type { Telemetry } from '../support/Telemetry.js';
import { until } from '../support/until.js';
import { Churn } from './Churn.js';
import { Crashers, lifetimeFor } from './Crashers.js';
import { flatness } from '../support/flatness.js';
import { Footprint } from '../support/Footprint.js';
import { Reloads } from './Reloads.js';
import { Traffic } from './Traffic.js';

/** What a kernel has to bear at once. */
export interface SoakLoad {
  /** Milliseconds. */
  readonly duration: number;
  /** Events a second. */
  readonly rate: number;
  readonly subscribers: number;
  /** Subscribers that come and go, a second. */
  readonly churn: number;
  /** Config changes, a second. */
  readonly reloads: number;
  /** Probes, a second. */
  readonly probes: number;
  /** Services that crash as often as they may. */
  readonly crashers: number;
}

/** How often what it holds is looked at. */
const LOOKS = 200;

/** How many of those that come and go are there at a time. */
const PRESENT = 8;

/** Everything at once, all of it accounted for: what the kernel holds on to over time. */
export async function runSoak(load: SoakLoad, telemetry: Telemetry): Promise<Figures> {
  const { duration, rate } = load;
  const reloads = new Reloads();
  const crashers = new Crashers(load.crashers, lifetimeFor(duration));
  const traffic = new Traffic(load.subscribers, telemetry.timer('deliver'));
  const kernel = await createKernel({
    config: { file: reloads.path, env: {} },
    services: [traffic.service, ...crashers.services],
    logger: silentLogger,
    signals: false,
  });
  await kernel.start();

  const probes = watchAnswers(kernel.address ?? '', '/readyz', load.probes, telemetry);
  const churn = new Churn(kernel.bus, PRESENT);
  const footprint = new Footprint();
  footprint.addTo(telemetry);
  telemetry.rate('events per second', 'published', () => traffic.published);
  telemetry.gauge('restarts', 'in all', () => crashers.starts - load.crashers);
  telemetry.begin();
  await Promise.all([
    traffic.run(kernel.bus, rate, duration),
    reloads.run(1e3 / load.reloads, duration, () => kernel.config.reload()),
    generate({
      schedule: schedule({ rate: load.churn }),
      duration,
      look: 'every millisecond',
      publish: () => churn.turnOver(),
    }),
    footprint.watch(duration, LOOKS),
  ]);
  telemetry.end();

  churn.stop();
  crashers.calm();
  probes.check();
  await traffic.check();
  churn.check();
  await until(() => crashers.starts === load.crashers + crashers.crashes);
  const stuck = kernel.supervisor.children.filter(({ state }) => state !== 'running');
  if (stuck.length > 0) throw new Error(`${stuck.map(({ name }) => name).join()} didn't come back`);
  const restarts = kernel.supervisor.children.reduce((sum, child) => sum + child.restarts, 0);
  if (restarts !== crashers.crashes) {
    throw new Error(`${crashers.crashes} crashes, but ${restarts} restarts`);
  }
  if (kernel.config.snapshot.version !== reloads.changes + 1) {
    throw new Error(`${reloads.changes} changes, but version ${kernel.config.snapshot.version}`);
  }
  await kernel.stop();
  reloads.remove();
  return {
    ...flatness(footprint.held, telemetry.values('deliver, µs', 'p50')),
    published: traffic.published,
    'came and went': churn.left,
    'config changes': reloads.changes,
    restarts,
    probes: probes.count(),
  };
}
