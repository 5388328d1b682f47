import { defer, retry, Subject, timer, type MonoTypeOperatorFunction } from 'rxjs';
import { constant, supervise } from 'ron-kernel/supervision';
import { nanosecondHistogram, percentiles, record } from './support/percentiles.js';
import { judge, rounded, type Report } from './support/Report.js';
import type { Results } from './support/Results.js';
import type { Figures } from './support/Figures.js';
import type { Case, Effort, Suite } from './support/Suite.js';
import { turn } from './support/turn.js';

const ways: Readonly<Record<string, () => MonoTypeOperatorFunction<never>>> = {
  supervise: () => supervise({ backoff: constant({ delay: 0 }), limit: 'unlimited' }),
  'retry, timer(0)': () => retry({ delay: () => timer(0) }),
};

/** Times a service from its crash until it runs again, one crash at a time. */
async function measure(restart: MonoTypeOperatorFunction<never>, effort: Effort): Promise<Figures> {
  const path = nanosecondHistogram();
  const crash = new Error('crashed');
  const crashes = effort === 'full' ? 2_000 : 20;
  const warmUp = crashes / 10;
  let [runs, crashedAt] = [0, 0];
  let service = new Subject<never>();
  let running = (): void => undefined;
  const service$ = defer(() => {
    runs += 1;
    if (runs > warmUp) record(path, performance.now() - crashedAt);
    service = new Subject();
    running();
    return service;
  });
  const subscription = service$.pipe(restart).subscribe();
  for (let n = 0; n < crashes; n++) {
    await turn();
    const restarted = new Promise<void>((resolve) => (running = resolve));
    crashedAt = performance.now();
    service.error(crash);
    await restarted;
  }
  subscription.unsubscribe();
  if (runs !== crashes + 1) {
    throw new Error(`${String(crashes)} crashes led to ${String(runs - 1)} restarts`);
  }
  return percentiles('restart', path);
}

function cases(): readonly Case[] {
  return Object.entries(ways).map(([name, way]) => ({
    name,
    measure: (effort) => measure(way(), effort),
  }));
}

function report(results: Results): Report {
  const ranks = ['p50', 'p95', 'p99', 'max'];
  const judged = (rank: string, limit: number) =>
    judge(`supervise: crash to respawn, ${rank}`, 'at most', limit, ' µs', [
      { at: 'no delay', value: results.of('supervise', `restart.${rank}.us`) },
    ]);
  return {
    tables: [
      {
        title:
          'µs from a crash until the service is subscribed again, the policy asking for no delay',
        columns: ['', ...ranks],
        rows: Object.keys(ways).map((name) => [
          name,
          ...ranks.map((rank) => rounded(results.of(name, `restart.${rank}.us`).median)),
        ]),
      },
    ],
    verdicts: [judged('p50', 20), judged('p99', 200)],
  };
}

/** How long is a crashed service away? */
export const supervisorRestartPath: Suite = {
  name: 'supervisor-restart-path',
  question: 'How long is a crashed service away, beyond the delay its policy asks for?',
  cases,
  report,
};
