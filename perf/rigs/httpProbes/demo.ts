import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Figures } from '../../support/Figures.js';
import { procStatus, type ProcStatus } from '../../support/procStatus.js';
import { summarize } from '../../support/Summary.js';
import type { Telemetry } from '../support/Telemetry.js';

const program = fileURLToPath(new URL('../../../playground/main.js', import.meta.url));

/** Milliseconds from look to look. */
const LOOK = 250;

/** Runs the demo as a user would, its page open, and looks at its process from outside. */
export async function demo(duration: number, telemetry: Telemetry): Promise<Figures> {
  const folder = await mkdtemp(join(tmpdir(), 'demo-'));
  const child = spawn(
    process.execPath,
    [
      program,
      '--observability.address=127.0.0.1:0',
      '--statsd.address=127.0.0.1:0',
      `--audit.file=${join(folder, 'audit.jsonl')}`,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = once(child, 'exit');
  process.once('exit', () => void child.kill());
  let looked: ProcStatus | undefined;
  telemetry.gauge('the demo, MB', 'RSS', () => looked?.rss ?? NaN);
  telemetry.gauge('the demo’s file descriptors', 'open', () => looked?.descriptors ?? NaN);
  try {
    const { pid, stdout } = child;
    if (pid === undefined) throw new Error('the demo did not start');
    const address = await served(stdout);
    stdout.resume();
    const page = await open(address);
    telemetry.begin(false);
    const looks: ProcStatus[] = [];
    const end = performance.now() + duration;
    while (performance.now() < end) {
      looks.push((looked = await procStatus(pid)));
      await sleep(LOOK);
    }
    telemetry.end();
    if (page.frames() === 0) throw new Error('the page was told nothing');
    page.close();
    const rss = summarize(looks.map((look) => look.rss));
    return {
      'demo.rss.MB': rss.median,
      'demo.rss.max.MB': rss.max,
      'demo.threads': summarize(looks.map(({ threads }) => threads)).median,
      'demo.descriptors': summarize(looks.map(({ descriptors }) => descriptors)).max,
    };
  } finally {
    child.kill();
    await ended;
    await rm(folder, { recursive: true });
  }
}

/** Where the demo serves its page, once it is ready. */
async function served(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(output)) {
    const [, address] = /curl http:\/\/(\S+)\/readyz/.exec(line) ?? [];
    if (address !== undefined) return address;
  }
  throw new Error('the demo ended before it was ready');
}

/** What a browser asks for: the page and its parts, then the stream of what goes on. */
async function open(address: string): Promise<{ frames: () => number; close: () => void }> {
  for (const path of ['/', '/readyz', '/metrics']) {
    const response = await fetch(`http://${address}${path}`);
    await response.arrayBuffer();
    if (!response.ok) throw new Error(`${path} was answered with ${String(response.status)}`);
  }
  const request = get(`http://${address}/page/events`);
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  let frames = 0;
  response.on('data', () => (frames += 1));
  response.on('error', () => undefined);
  return { frames: () => frames, close: () => request.destroy() };
}
