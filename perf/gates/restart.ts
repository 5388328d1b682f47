import { Observable, retry } from 'rxjs';
import { constant, supervise, Supervisor } from 'ron-kernel/supervision';
import { piped, timeRestarts, type Way } from '../micro/support/restartPath.js';
import type { Effort } from '../support/Effort.js';
import { silentLogger } from '../support/silentLogger.js';
import type { Gate } from './support/Gate.js';
import { undisturbed } from './support/undisturbed.js';

const policy = { backoff: constant({ delay: 0 }), limit: 'unlimited' } as const;

const immediately$ = new Observable<number>((subscriber) => {
  setImmediate(() => subscriber.next(0));
});

const operator: Way = (service$) => piped(service$.pipe(supervise(policy)));

const supervisor: Way = async (service$) => {
  const children = [{ name: 'service', start: () => service$, ...policy }];
  const one = new Supervisor({ logger: silentLogger, children });
  await one.start();
  return () => one.stop();
};

const bare: Way = (service$) => piped(service$.pipe(retry({ delay: () => immediately$ })));

async function timed(way: Way, effort: Effort): Promise<number> {
  const figures = await undisturbed(effort === 'full' ? 120 : 2, () =>
    timeRestarts(way, effort === 'full' ? 50 : 20),
  );
  return figures['restart.p95.us'] ?? NaN;
}

/** From a crash until the service runs again, with no delay asked for. */
export const restart: Gate = {
  name: 'restart',
  ours: async (effort) => ({
    'supervise.p95.us': await timed(operator, effort),
    'Supervisor.p95.us': await timed(supervisor, effort),
  }),
  reference: async (effort) => {
    const p95 = await timed(bare, effort);
    return { 'supervise.p95.us': p95, 'Supervisor.p95.us': p95 };
  },
  figures: ['supervise', 'Supervisor'].map((way) => ({
    figure: `${way}.p95.us`,
    title: `crash to respawn by ${way}, p95`,
    beside: 'ratio',
    unit: '× retry on setImmediate',
    tolerance: { times: 1.2 },
  })),
};
