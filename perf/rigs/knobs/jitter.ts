import { Subject } from 'rxjs';
import { equalJitter, exponential, fullJitter, noJitter, Supervisor } from 'ron-kernel';
import { summarize } from '../../support/Summary.js';
import { silentLogger } from '../../support/silentLogger.js';
import { mostWithin } from '../restartStorm/mostWithin.js';
import type { Knob } from './Knob.js';

/** How many crash at once, and the delay before jitter, in milliseconds. */
const HERD = 500;
const BASE = 200;
/** What is too close together for whatever they all ask for when they start. */
const TOGETHER = 10;

const JITTERS = { none: noJitter, equal: equalJitter, full: fullJitter };

/** How delays are spread. */
export const jitter: Knob = {
  question: `backoff jitter: ${HERD} services that crash at once, to be back after ${BASE} ms`,
  settings: ({ effort }) =>
    Object.entries(JITTERS).map(([to, jitter]) => ({
      to,
      run: async () => {
        const backoff = exponential({ base: BASE, cap: BASE, jitter });
        const rounds = effort === 'full' ? 5 : 1;
        const all: { readonly peak: number; readonly mean: number; readonly last: number }[] = [];
        for (let n = 0; n < rounds; n++) all.push(await stampede(backoff));
        const of = (what: 'peak' | 'mean' | 'last') =>
          summarize(all.map((each) => each[what])).median;
        return { peak: of('peak'), 'mean.ms': of('mean'), 'last.ms': of('last') };
      },
    })),
  columns: [
    { title: `most starts within ${TOGETHER} ms`, figure: 'peak' },
    { title: 'mean time to recover, ms', figure: 'mean.ms' },
    { title: 'last, ms', figure: 'last.ms' },
  ],
};

async function stampede(backoff: ReturnType<typeof exponential>) {
  const runs: Subject<never>[] = [];
  const restarts: number[] = [];
  let crashedAt = 0;
  let recovered = (): void => undefined;
  const over = new Promise<void>((resolve) => (recovered = resolve));
  const supervisor = new Supervisor({
    logger: silentLogger,
    defaults: { backoff },
    children: Array.from({ length: HERD }, (_, n) => ({
      name: String(n),
      start: () => {
        if (crashedAt > 0) restarts.push(performance.now() - crashedAt);
        if (restarts.length === HERD) recovered();
        return (runs[n] = new Subject<never>());
      },
    })),
  });
  await supervisor.start();
  crashedAt = performance.now();
  for (const run of [...runs]) run.error(new Error('crashed on purpose'));
  await over;
  await supervisor.stop();
  return {
    peak: mostWithin(restarts, TOGETHER),
    mean: restarts.reduce((sum, time) => sum + time, 0) / HERD,
    last: Math.max(...restarts),
  };
}
