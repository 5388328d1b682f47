import { expect, it } from 'vitest';
import { Program } from './Program.js';

/** Starts a kernel twice, the first time to have loaded everything, and tells what the second start took. */
const program = `
  import { createKernel } from 'ron-kernel';
  import { setTimeout as pause } from 'node:timers/promises';
  import { setFlagsFromString } from 'node:v8';
  import { runInNewContext } from 'node:vm';
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc');
  await fetch('data:,'); // what asks the watchdog whether it is up is there before anything is measured
  const memory = () => (gc(), gc(), process.memoryUsage().rss / 1e6);
  const { setInterval } = globalThis;
  let intervals = [];
  globalThis.setInterval = (run, delay, ...more) => {
    intervals.push(delay);
    return setInterval(run, delay, ...more);
  };
  const costs = [];
  for (const observability of [{}, { watchdogAddress: '127.0.0.1:0' }]) {
    const values = { log: { level: 'error' }, observability };
    const kernel = await createKernel({ config: { env: {}, values } });
    intervals = [];
    const before = memory();
    await kernel.start();
    if (kernel.watchdogAddress) await fetch('http://' + kernel.watchdogAddress + '/healthz');
    await pause(300);
    costs.push({ megabytes: memory() - before, intervals });
    await kernel.stop();
  }
  console.log(JSON.stringify(costs));`;

interface Cost {
  readonly megabytes: number;
  readonly intervals: readonly number[];
}

it('the watchdog takes 10 to 25 MB, and four timer ticks a second of the main thread', async () => {
  await using running = new Program(program);
  await running.ended;
  const [none, watched] = JSON.parse(running.output) as [Cost, Cost];
  expect(watched.megabytes).toBeGreaterThan(7);
  expect(watched.megabytes).toBeLessThan(30);
  const quarters = ({ intervals }: Cost): number => intervals.filter((ms) => ms === 250).length;
  expect(quarters(watched)).toBe(quarters(none) + 1);
  expect(watched.intervals).toHaveLength(none.intervals.length + 1);
});
