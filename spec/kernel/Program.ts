import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { processesWith } from '../processesWith.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** How a program ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Around what a program runs. */
export interface Surroundings {
  /** A command and its arguments that run the rest of their arguments as a command. Default none. */
  readonly through?: readonly string[];
  /** Variables beside `PATH`. Default none. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The variable by which a program, and all that it starts, can be told from others. */
const MARK = 'RON_SPEC_PROGRAM';
let programs = 0;

/** A program in a process of its own, which uses the built package as its users do. */
export class Program implements AsyncDisposable {
  /** Resolves once it has ended and all it wrote is in `output`. */
  readonly ended: Promise<Ending>;
  /** Resolves once it has ended, though there may be more to read of what it wrote. */
  readonly exited: Promise<Ending>;
  /** What it has written so far. */
  output = '';
  private over = false;
  private heard = 0;
  private readonly waiting: (() => void)[] = [];
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly mark = `${MARK}=${process.pid}.${++programs}`;

  /** @param code - An ES module. */
  constructor(code: string, { through = [], env = {} }: Surroundings = {}) {
    const [command, ...args] = [...through, process.execPath, '--input-type=module', '-e', code];
    const [name = '', value] = this.mark.split('=');
    this.child = spawn(command, args, {
      cwd: root,
      env: { PATH: process.env['PATH'], ...env, [name]: value },
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text: string) => {
        this.output += text;
        this.tell();
      });
    }
    this.exited = new Promise((resolve) => {
      this.child.on('exit', (code, signal) => resolve({ code, signal }));
    });
    this.ended = new Promise((resolve) => {
      this.child.on('close', (code, signal) => {
        this.over = true;
        this.tell();
        resolve({ code, signal });
      });
    });
  }

  /** Its process id. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Waits until it has written `text`. */
  async says(text: string): Promise<void> {
    while (!this.output.includes(text)) await this.more(text);
  }

  /** Waits until it has written `text` after what was last waited for with this. */
  async saysNext(text: string): Promise<void> {
    while (!this.output.includes(text, this.heard)) await this.more(text);
    this.heard = this.output.indexOf(text, this.heard) + text.length;
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Reads no more of what it writes. */
  stopReading(): void {
    this.child.stdout.pause();
  }

  /** Goes on reading. */
  readOn(): void {
    this.child.stdout.resume();
  }

  /** The processes that it is, or has started, and that still run; known on Linux alone. */
  left(): readonly number[] {
    return processesWith(this.mark);
  }

  /** Leaves nothing of it, however far it has come. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.kill('SIGKILL');
    for (const id of this.left()) process.kill(id, 'SIGKILL');
    await this.ended;
  }

  private async more(text: string): Promise<void> {
    if (this.over) throw new Error(`ended without saying '${text}':\n${this.output}`);
    await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  private tell(): void {
    for (const resolve of this.waiting.splice(0)) resolve();
  }
}
