import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Figures } from '../../support/Figures.js';
import { procStatus } from '../../support/procStatus.js';
import { summarize } from '../../support/Summary.js';

/** What a kernel with a server loads that isn't its own, and Node alone with it. */
const IMPORTS = `
import 'node:http';
import 'node:worker_threads';
import 'chokidar';
import 'ms';
import 'prom-client';
import 'rxjs';
import 'smol-toml';
import 'winston';
import 'yaml';
import 'yup';
`;

const programs = {
  imports: `${IMPORTS} setInterval(() => {}, 1_000); console.log('ready');`,
  kernel: `${IMPORTS}
    import { createKernel } from 'ron-kernel';
    import { NEVER } from 'rxjs';
    const services = ['a', 'b', 'c', 'd'].map((name) => ({ name, start: () => NEVER }));
    const observability = { enabled: true, address: '127.0.0.1:0' };
    const values = { observability, log: { level: 'error' } };
    const kernel = await createKernel({ config: { env: {}, values }, services });
    await kernel.start();
    for (let n = 0; n < 10; n++) await kernel.metrics.render();
    console.log('ready');
  `,
};

/** Milliseconds until a process that has nothing to do has settled. */
const SETTLE = 1_000;

/** What a kernel takes beside the packages it is made of: so many pairs of processes, in turns. */
export async function footprint(pairs: number): Promise<Figures> {
  const [imports, kernel, difference]: [number[], number[], number[]] = [[], [], []];
  for (let n = 0; n < pairs; n++) {
    const [base, whole] = [await rssOf(programs.imports), await rssOf(programs.kernel)];
    imports.push(base);
    kernel.push(whole);
    difference.push(whole - base);
  }
  return {
    'imports.rss.MB': summarize(imports).median,
    'kernel.rss.MB': summarize(kernel).median,
    'kernel over imports.MB': summarize(difference).median,
  };
}

async function rssOf(program: string): Promise<number> {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  try {
    await Promise.race([once(child.stdout, 'data'), ended]);
    const { exitCode, pid } = child;
    if (pid === undefined || exitCode !== null) throw new Error('what is measured has ended');
    await sleep(SETTLE);
    return (await procStatus(pid)).rss;
  } finally {
    child.kill('SIGKILL');
    await ended;
  }
}
