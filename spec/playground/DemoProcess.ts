import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { filter, firstValueFrom, map, ReplaySubject } from 'rxjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const main = fileURLToPath(new URL('../../build/playground/main.js', import.meta.url));

/** How the demo ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How the demo is started. */
export interface DemoOptions {
  /** Default: this process's. */
  readonly cwd?: string;
  /** Default: the compiled demo. */
  readonly script?: string;
  /** Default: this process's. */
  readonly env?: NodeJS.ProcessEnv;
  /** Whether to say `npm start` in this repository, which builds it first. Default false. */
  readonly npm?: boolean;
}

/** The compiled demo in a process of its own, as `npm start` runs it. */
export class DemoProcess {
  /** Resolves when it has ended. */
  readonly ending: Promise<Ending>;
  /** What it has printed so far. */
  output = '';
  private readonly child: ChildProcess;
  private readonly group: boolean;
  private readonly stdout$ = new ReplaySubject<string>(1);

  constructor(args: readonly string[], { cwd, env, npm = false, script = main }: DemoOptions = {}) {
    const [command, first] = npm ? ['npm', ['start', '--']] : [process.execPath, [script]];
    this.child = spawn(command, [...first, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: npm, // so that what npm starts can be killed with it
      ...(npm && { cwd: root }),
      ...(cwd !== undefined && { cwd }),
      ...(env !== undefined && { env }),
    });
    this.group = npm;
    let stdout = '';
    let stderr = '';
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.output = stdout += text;
      this.stdout$.next(stdout);
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
    const { pid } = this.child;
    if (this.group && pid !== undefined) killGroup(pid);
    await this.kill('SIGKILL');
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
