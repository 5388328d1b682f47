import { defer, retry, Subject, timer, type Observable } from 'rxjs';
import { constant, supervise, Supervisor } from 'ron-kernel/supervision';
import { nanosecondHistogram, percentiles, record } from '../support/percentiles.js';
import { judge, rounded, type Report } from '../support/Report.js';
import type { Results } from '../support/Results.js';
import type { Figures } from '../support/Figures.js';
import { silentLogger } from '../support/silentLogger.js';
import type { Effort } from '../support/Effort.js';
import type { Case, Suite } from './support/Suite.js';
import { turn } from '../support/turn.js';

/** Keeps a service running from now on, and hands back how to stop that. */
type Way = (service$: Observable<never>) => Promise<() => unknown>;

const policy = { backoff: constant({ delay: 0 }), limit: 'unlimited' } as const;

const piped = (healed$: Observable<never>): Promise<() => unknown> => {
  const subscription = healed$.subscribe();
  return Promise.resolve(() => subscription.unsubscribe());
};

const ways: Readonly<Record<string, Way>> = {
  supervise: (service$) => piped(service$.pipe(supervise(policy))),
  Supervisor: async (service$) => {
    const children = [{ name: 'service', start: () => service$, ...policy }];
    const supervisor = new Supervisor({ logger: silentLogger, children });
    await supervisor.start();
    return () => supervisor.stop();
  },
  'retry, timer(0)': (service$) => piped(service$.pipe(retry({ delay: () => timer(0) }))),
};

/** Times a service from its crash until it runs again, one crash at a time. */
async function measure(way: Way, effort: Effort): Promise<Figures> {
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
  const stop = await way(service$);
  for (let n = 0; n < crashes; n++) {
    await turn();
    const restarted = new Promise<void>((resolve) => (running = resolve));
    crashedAt = performance.now();
    service.error(crash);
    await restarted;
  }
  await stop();
  if (runs !== crashes + 1) {
    throw new Error(`${String(crashes)} crashes led to ${String(runs - 1)} restarts`);
  }
  return percentiles('restart', path);
}

function cases(): readonly Case[] {
  return Object.entries(ways).map(([name, way]) => ({
    name,
    measure: (effort) => measure(way, effort),
  }));
}

function report(results: Results): Report {
  const ranks = ['p50', 'p95', 'p99', 'max'];
  const judged = (rank: string, limit: number) =>
    judge(
      `crash to respawn, ${rank}`,
      'at most',
      limit,
      ' µs',
      ['supervise', 'Supervisor'].map((at) => ({
        at,
        value: results.of(at, `restart.${rank}.us`),
      })),
    );
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
