import { retry, timer } from 'rxjs';
import { constant, supervise, Supervisor } from 'ron-kernel/supervision';
import { judge, rounded, type Report } from '../support/Report.js';
import type { Results } from '../support/Results.js';
import { silentLogger } from '../support/silentLogger.js';
import type { Case, Suite } from '../support/Suite.js';
import { piped, timeRestarts, type Way } from './support/restartPath.js';

const policy = { backoff: constant({ delay: 0 }), limit: 'unlimited' } as const;

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

function cases(): readonly Case[] {
  return Object.entries(ways).map(([name, way]) => ({
    name,
    measure: (effort) => timeRestarts(way, effort === 'full' ? 2_000 : 20),
  }));
}

function report(results: Results): Report {
  const ranks = ['p50', 'p95', 'p99', 'max'];
  const judged = (rank: string, limit: number, specified?: number) =>
    judge(
      `crash to respawn, ${rank}`,
      'at most',
      limit,
      ' µs',
      ['supervise', 'Supervisor'].map((at) => ({
        at,
        value: results.of(at, `restart.${rank}.us`),
      })),
      specified,
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
    verdicts: [judged('p50', 20), judged('p95', 10_000, 10_000), judged('p99', 200, 25_000)],
  };
}

/** How long is a crashed service away? */
export const supervisorRestartPath: Suite = {
  name: 'supervisor-restart-path',
  question: 'How long is a crashed service away, beyond the delay its policy asks for?',
  cases,
  report,
};
