import { pbkdf2 } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Supervisor, workerService } from 'ron-kernel';
import type { Figures } from '../../support/Figures.js';
import { silentLogger } from '../../support/silentLogger.js';
import { generate } from '../support/generate.js';
import { schedule } from '../support/schedule.js';
import type { Telemetry } from '../support/Telemetry.js';
import type { Column, Knob } from './Knob.js';
import { spin } from './spin.js';

/** Milliseconds that a job takes, and how many come a second. */
const JOB = 5;
const JOBS = 100;

const LATE: readonly Column[] = [
  { title: 'main loop late, p99 ms', figure: 'loop late.p99.ms' },
  { title: 'max', figure: 'loop late.max.ms' },
];

/** Where what takes long is calculated. */
export const workers: Knob = {
  question: `workers: ${JOBS} calculations of ${JOB} ms a second, on the main thread (0) or in so many`,
  settings: ({ duration }) =>
    [0, 1, 2, 4].map((count) => ({
      to: String(count),
      run: (telemetry) => calculate(count, duration, telemetry),
    })),
  columns: [
    { title: 'until answered, p50 ms', figure: 'job.p50.us', times: 1e-3 },
    { title: 'p99', figure: 'job.p99.us', times: 1e-3 },
    ...LATE,
    { title: 'MB of RSS', figure: 'rss.MB' },
  ],
};

async function calculate(count: number, duration: number, telemetry: Telemetry): Promise<Figures> {
  const url = new URL('spinner.js', import.meta.url);
  const services = Array.from({ length: count }, (_, n) =>
    workerService<number, number>({ name: `spinner-${n}`, url }),
  );
  const supervisor = new Supervisor({ children: services, logger: silentLogger });
  await supervisor.start();
  const took = telemetry.timer('job');
  const asked: Promise<void>[] = [];
  const ask = async (at: number, n: number): Promise<void> => {
    const service = services[n % Math.max(count, 1)];
    if (service === undefined) spin(JOB);
    else await service.request(JOB);
    took(performance.now() - at);
  };
  telemetry.begin();
  const publish = (at: number): void => void asked.push(ask(at, asked.length));
  const pace = schedule({ rate: JOBS });
  await generate({ schedule: pace, duration, look: 'every millisecond', publish });
  await Promise.all(asked);
  telemetry.end();
  await supervisor.stop();
  return { jobs: asked.length };
}

/** How many of them run at a time in what is asked of Node's thread pool. */
const AT_ONCE = 8;
const ROUNDS = 20_000;

/** How many threads Node's own asynchronous work has. */
export const pool: Knob = {
  question: `UV_THREADPOOL_SIZE: ${AT_ONCE} pbkdf2 at a time, and a file that is looked at meanwhile`,
  settings: ({ duration }) =>
    [1, 2, 4, 8, 16].map((threads) => ({
      to: String(threads),
      env: { UV_THREADPOOL_SIZE: String(threads) },
      run: (telemetry) => hash(duration, telemetry),
    })),
  columns: [
    { title: 'pbkdf2 a second', figure: 'per s' },
    { title: 'stat of a file, p50 ms', figure: 'stat.p50.us', times: 1e-3 },
    { title: 'p99', figure: 'stat.p99.us', times: 1e-3 },
    ...LATE,
  ],
};

const derive = promisify(pbkdf2);

async function hash(duration: number, telemetry: Telemetry): Promise<Figures> {
  const looked = telemetry.timer('stat');
  const end = performance.now() + duration;
  let hashes = 0;
  const work = async (): Promise<void> => {
    while (performance.now() < end) {
      await derive('secret', 'salt', ROUNDS, 32, 'sha256');
      hashes += 1;
    }
  };
  const look = async (): Promise<void> => {
    while (performance.now() < end) {
      const began = performance.now();
      await stat(process.execPath);
      looked(performance.now() - began);
      await sleep(5);
    }
  };
  telemetry.begin();
  await Promise.all([look(), ...Array.from({ length: AT_ONCE }, work)]);
  telemetry.end();
  return { 'per s': hashes / (duration / 1e3) };
}
