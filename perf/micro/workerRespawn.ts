import { Worker } from 'node:worker_threads';
import { firstValueFrom } from 'rxjs';
import { constant, Supervisor, workerService } from 'ron-kernel';
import type { Figures } from '../support/Figures.js';
import { nanosecondHistogram, percentiles, record } from '../support/percentiles.js';
import { judge, rounded, type Report } from '../support/Report.js';
import type { Results } from '../support/Results.js';
import { silentLogger } from '../support/silentLogger.js';
import type { Effort } from '../support/Effort.js';
import type { Case, Suite } from '../support/Suite.js';

/** Says hello, and dies when spoken to. */
const code = `
import { parentPort } from 'node:worker_threads';
parentPort.on('message', () => process.exit(1));
parentPort.postMessage('hello');
`;
const url = new URL(`data:text/javascript,${encodeURIComponent(code)}`);
const rounds = (effort: Effort): number => (effort === 'full' ? 40 : 3);

/** From `new Worker` to its first message. */
async function bare(effort: Effort): Promise<Figures> {
  const took = nanosecondHistogram();
  for (let n = rounds(effort); n > 0; n--) {
    const began = performance.now();
    const worker = new Worker(url);
    await new Promise((resolve) => worker.once('message', resolve));
    record(took, performance.now() - began);
    await worker.terminate();
  }
  return percentiles('start', took);
}

/** From the crash of a worker to the first message of the next. */
async function supervised(effort: Effort): Promise<Figures> {
  const took = nanosecondHistogram();
  const worker = workerService<string, string>({
    name: 'worker',
    url,
    backoff: constant({ delay: 0 }),
    limit: 'unlimited',
  });
  const supervisor = new Supervisor({ logger: silentLogger, children: [worker] });
  let crashedAt = 0;
  supervisor.incidents$.subscribe(() => (crashedAt = performance.now()));
  await supervisor.start();
  for (let n = rounds(effort); n > 0; n--) {
    const hello = firstValueFrom(worker.messages$);
    worker.send('die');
    await hello;
    record(took, performance.now() - crashedAt);
  }
  await supervisor.stop();
  return percentiles('start', took);
}

const ways: Readonly<Record<string, (effort: Effort) => Promise<Figures>>> = { bare, supervised };

function cases(): readonly Case[] {
  return Object.entries(ways).map(([name, measure]) => ({ name, measure }));
}

function report(results: Results): Report {
  const ranks = ['p50', 'p95'];
  return {
    tables: [
      {
        title: 'ms until a worker says hello: a bare new one, and a crashed one’s successor',
        columns: ['', ...ranks],
        rows: Object.keys(ways).map((name) => [
          name,
          ...ranks.map((rank) => rounded(results.of(name, `start.${rank}.us`).median / 1e3)),
        ]),
      },
    ],
    verdicts: [
      judge('respawn of a worker: times a bare new Worker', 'at most', 1.2, '×', [
        { at: 'p50', value: results.ratio('supervised', 'bare', 'start.p50.us') },
      ]),
    ],
  };
}

/** What does supervision add to starting a worker? */
export const workerRespawn: Suite = {
  name: 'worker-respawn',
  question: 'How long until a crashed worker has a successor, beside a bare new Worker?',
  cases,
  report,
};
