import { filter, firstValueFrom, skip, timeout } from 'rxjs';
import { createKernel, type Kernel } from 'ron-kernel';
import type { Figures } from '../../support/Figures.js';
import { silentLogger } from '../../support/silentLogger.js';
import type { Telemetry } from '../support/Telemetry.js';
import { checkStorm } from './checkStorm.js';
import { Crashers } from './Crashers.js';
import { mostWithin } from './mostWithin.js';
import { longestDelay, longestRound, type StormLoad } from './StormLoad.js';
import { unevenness } from './unevenness.js';

/** How much longer than planned a round may take on a machine that stalls, in milliseconds. */
const PATIENCE = 30_000;

/** How little is enough to get everything compiled. */
const WARM_UP = { children: 20, base: 1, cap: 5, rounds: 1 };

/** Crashes children until they are quarantined, and checks that everything adds up. */
export async function runStorm(load: StormLoad, telemetry: Telemetry): Promise<Figures> {
  const late = telemetry.timer('late');
  const totals = { crashes: 0, restarts: 0 };
  telemetry.rate('per second', 'crashes', () => totals.crashes);
  telemetry.rate('per second', 'restarts', () => totals.restarts);
  const count = {
    crash: () => (totals.crashes += 1),
    restart: (milliseconds: number) => {
      totals.restarts += 1;
      late(milliseconds);
    },
  };
  await runRound({ ...load, ...WARM_UP, every: Math.min(load.every, 5) }, count);
  Object.assign(totals, { crashes: 0, restarts: 0 });
  telemetry.begin();
  const rounds: Crashers[] = [];
  for (let n = 0; n < load.rounds; n++) rounds.push(await runRound(load, count));
  telemetry.end();

  const lives = rounds.flatMap((round) => round.lives);
  const drawn = lives.flatMap(({ delays }) =>
    delays.map((delay, crash) => ({ delay, longest: longestDelay(load, crash) })),
  );
  return {
    ...totals,
    'most within': Math.max(...lives.map((life) => mostWithin(life.restarts, load.within))),
    'longest share': drawn.reduce((most, { delay, longest }) => Math.max(most, delay / longest), 0),
    delays: drawn.length,
    // A supervisor waits whole milliseconds: what is drawn, rounded.
    unevenness: unevenness(
      drawn.map(({ delay, longest }) => ({
        least: (delay - 0.5) / longest,
        most: (delay + 0.5) / longest,
      })),
    ),
  };
}

interface Count {
  readonly crash: () => void;
  readonly restart: (late: number) => void;
}

async function runRound(load: StormLoad, count: Count): Promise<Crashers> {
  const { children, every } = load;
  let [started, up, events] = [false, 0, 0];
  const crash = (child: number): void => {
    up -= 1;
    count.crash();
    crashers.crash(child);
  };
  const plan = (child: number): void => {
    if (every > 0) setTimeout(() => crash(child), every);
    else if (up === children) setImmediate(() => crashers.lives.forEach((_, each) => crash(each)));
  };
  const crashers = new Crashers(children, {
    onUp: (child) => {
      up += 1;
      if (started) plan(child);
    },
    onRestart: count.restart,
  });
  const kernel = await createKernel({
    config: { env: {}, values: { supervisor: limits(load) } },
    services: crashers.services,
    logger: silentLogger,
    signals: false,
  });
  kernel.bus.subscribe(({ type }) => {
    if (type === 'kernel.service.crashed') events += 1;
  });
  kernel.supervisor.incidents$.subscribe((incident) => {
    if (incident.type === 'crash') crashers.note(incident);
  });
  await kernel.start();
  started = true;
  const over = allQuarantined(kernel, load);
  if (every > 0) crashers.lives.forEach((_, child) => plan(child));
  else plan(0);
  await over;
  const { body } = await kernel.metrics.render();
  await kernel.stop(); // what is on the bus arrives
  checkStorm(load, crashers, { events, exposition: body });
  return crashers;
}

function limits({ base, cap, restarts, within }: StormLoad) {
  return {
    backoffBase: `${base}ms`,
    backoffCap: `${cap}ms`,
    restartCap: restarts,
    restartWindow: `${within}ms`,
  };
}

async function allQuarantined({ supervisor }: Pick<Kernel, 'supervisor'>, load: StormLoad) {
  const quarantined$ = supervisor.changes$.pipe(
    filter(({ state }) => state === 'quarantined'),
    skip(load.children - 1),
    timeout({ first: longestRound(load) + PATIENCE }),
  );
  await firstValueFrom(quarantined$);
}
