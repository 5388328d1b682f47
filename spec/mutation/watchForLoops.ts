import { Worker } from 'node:worker_threads';

const HANGS = 20_000; // ms

/** In a thread of its own, since the one it looks at doesn't turn. */
const WATCH = `
  const { workerData: { dir, steps } } = require('node:worker_threads');
  const { appendFileSync } = require('node:fs');
  let seen = 0;
  let since = Date.now();
  setInterval(() => {
    const step = Atomics.load(steps, 0);
    const mutant = Atomics.load(steps, 1);
    if (step !== seen || mutant < 0) {
      seen = step;
      since = Date.now();
    } else if (Date.now() - since > ${HANGS}) {
      appendFileSync(dir + '/killed.txt', mutant + ' - loop\\n');
      process.kill(process.pid, 'SIGKILL');
    }
  }, 500);
`;

/** Ends the process when a mutant never comes back to the event loop. Returns what to call before and after each. */
export function watchForLoops(dir: string): (mutant: string | undefined) => void {
  const steps = new Int32Array(new SharedArrayBuffer(8));
  new Worker(WATCH, { eval: true, workerData: { dir, steps } }).unref();
  return (mutant) => {
    Atomics.store(steps, 1, Number(mutant ?? -1));
    Atomics.add(steps, 0, 1);
  };
}
