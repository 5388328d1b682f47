import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NatsServer, noServer } from '../nats/support/NatsServer.js';
import { DemoProcess } from './DemoProcess.js';

/** Reads the page's stream until it has `text`. */
async function pageShows(url: string, text: string): Promise<void> {
  const { body } = await fetch(`${url}/page/events`);
  let read = '';
  for await (const chunk of body ?? []) {
    read += Buffer.from(chunk).toString();
    if (read.includes(text)) return;
  }
  throw new Error(`the stream ended without ${text}`);
}

describe.skipIf(noServer)('two demos on one broker', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'demo-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('show each other’s samples, are degraded without it, and find each other again', async () => {
    await using server = await NatsServer.started();
    const run = (name: string) =>
      new DemoProcess(
        [
          `--nats=${server.url}`,
          '--statsd.address=127.0.0.1:0',
          '--observability.address=127.0.0.1:0',
          `--audit.file=${join(folder, name)}`,
        ],
        { cwd: folder },
      );
    await using one = run('one.jsonl');
    await using two = run('two.jsonl');
    const [first = ''] = await one.printed(/curl (http:\S+)\/readyz/);
    const [second = ''] = await two.printed(/curl (http:\S+)\/readyz/);
    const both = async (): Promise<void> => {
      await pageShows(first, `#${two.pid}`);
      await pageShows(second, `#${one.pid}`);
    };
    await both();
    const degraded = async (): Promise<string> => (await fetch(`${first}/readyz`)).text();
    await server.kill('SIGKILL');
    await expect.poll(degraded, { timeout: 30_000 }).toContain('nats.broker');
    expect((await fetch(`${second}/readyz`)).status).toBe(200);
    await server.restart();
    await expect.poll(degraded, { timeout: 30_000 }).not.toContain('nats.broker');
    await both();
    expect(await one.kill('SIGTERM')).toMatchObject({ code: 0 });
  });
});
