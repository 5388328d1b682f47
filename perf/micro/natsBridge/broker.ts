import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether there is a broker to be had. */
export const hasBroker = spawnSync('nats-server', ['--version']).status === 0;

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** Runs `work` beside a broker of its own, which keeps its streams in a folder of its own. */
export async function withBroker<T>(work: (url: string) => Promise<T>): Promise<T> {
  const port = await freePort();
  const folder = await mkdtemp(join(tmpdir(), 'ron-nats-'));
  const args = ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', folder];
  const broker = spawn('nats-server', args, {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(broker, 'exit');
  try {
    await new Promise<void>((resolve, reject) => {
      let said = '';
      broker.stderr.on('data', (chunk: Buffer) => {
        said += chunk.toString();
        if (said.includes('Server is ready')) resolve();
      });
      broker.once('exit', () => reject(new Error(`nats-server didn't start: ${said}`)));
    });
    return await work(`nats://127.0.0.1:${port}`);
  } finally {
    broker.kill();
    await ended;
    await rm(folder, { recursive: true, force: true });
  }
}
