import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

const installed = spawnSync('nats-server', ['--version']).status === 0;

/** Whether specs that need a real broker have to be left out. CI, which installs one, never does. */
export const noServer = !installed && process.env['RON_REQUIRE_NATS'] !== '1';
if (noServer)
  process.stderr.write('left out for want of nats-server: apt-get install nats-server\n');

/** How a broker is set up. */
export interface NatsServerOptions {
  readonly args?: readonly string[];
  /** What its config file says. */
  readonly config?: string;
}

/** A real broker, Debian's nats-server. */
export class NatsServer implements AsyncDisposable {
  /** A folder of its own, also for what it stores. */
  readonly folder = mkdtempSync(join(tmpdir(), 'ron-nats-'));
  private child: ChildProcess | undefined;
  private said = '';
  private readonly waiting: (() => void)[] = [];

  private constructor(
    private readonly port: number,
    private readonly args: readonly string[],
  ) {}

  static async started({ args = [], config = '' }: NatsServerOptions = {}): Promise<NatsServer> {
    const server = new NatsServer(await freePort(), args);
    writeFileSync(join(server.folder, 'server.conf'), config);
    await server.restart();
    return server;
  }

  get url(): string {
    return `nats://127.0.0.1:${this.port}`;
  }

  /** Starts it again, on the same port. */
  async restart(): Promise<void> {
    const file = join(this.folder, 'server.conf');
    const args = ['-c', file, '-a', '127.0.0.1', '-p', String(this.port), '-sd', this.folder];
    const child = spawn('nats-server', [...args, ...this.args], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    this.child = child;
    this.said = '';
    const hear = (text: string): void => {
      this.said += text;
      for (const resolve of this.waiting.splice(0)) resolve();
    };
    child.stderr.on('data', (chunk: Buffer) => hear(chunk.toString()));
    child.once('error', ({ message }) => hear(`[ERR] ${message}`));
    await this.says('Server is ready');
  }

  /** How much of its log there is. */
  get logged(): number {
    return this.said.length;
  }

  /** Waits until its log, since it was started last, has `text` after `from` characters. */
  async says(text: string, from = 0): Promise<void> {
    while (!this.said.includes(text, from)) {
      if (/\[(ERR|FTL)\]/.test(this.said)) throw new Error(`nats-server failed: ${this.said}`);
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.child?.kill(signal);
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    const { child } = this;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill('SIGCONT');
    child.kill(signal);
    await exited;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}
