import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { filter, firstValueFrom, map, ReplaySubject, timeout } from 'rxjs';

const main = fileURLToPath(new URL('../../build/playground/main.js', import.meta.url));

/** How the demo ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The compiled demo in a process of its own, as `npm start` runs it. */
export class DemoProcess {
  /** Resolves when it has ended. */
  readonly ending: Promise<Ending>;
  private readonly child: ChildProcess;
  private readonly stdout$ = new ReplaySubject<string>(1);

  constructor(
    args: readonly string[],
    options: { readonly cwd?: string; readonly script?: string } = {},
  ) {
    const { script = main, cwd } = options;
    this.child = spawn(process.execPath, [script, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(cwd !== undefined && { cwd }),
    });
    let stdout = '';
    let stderr = '';
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout$.next((stdout += text));
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    this.ending = once(this.child, 'close').then(() => {
      this.stdout$.error(new Error(`the demo has ended\n${stdout}\n${stderr}`));
      return { code: this.child.exitCode, signal: this.child.signalCode, stdout, stderr };
    });
  }

  /** What `pattern` captures, once the demo has printed it. */
  async printed(pattern: RegExp): Promise<readonly string[]> {
    return firstValueFrom(
      this.stdout$.pipe(
        map((text) => pattern.exec(text)?.slice(1)),
        filter((captured) => captured !== undefined),
        timeout(15_000),
      ),
    );
  }

  /** Its process id. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  kill(signal: NodeJS.Signals): Promise<Ending> {
    this.child.kill(signal);
    return this.ending;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill('SIGKILL');
  }
}
