import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** How a program ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A program in a process of its own, which uses the built package as its users do. */
export class Program {
  /** Resolves once it has ended and all it wrote is in `output`. */
  readonly ended: Promise<Ending>;
  /** What it has written so far. */
  output = '';
  private over = false;
  private readonly child: ChildProcessWithoutNullStreams;

  /** @param code - An ES module. */
  constructor(code: string) {
    const args = ['--input-type=module', '-e', code];
    this.child = spawn(process.execPath, args, { cwd: root, env: { PATH: process.env['PATH'] } });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text: string) => (this.output += text));
    }
    this.ended = new Promise((resolve) => {
      this.child.on('close', (code, signal) => {
        this.over = true;
        resolve({ code, signal });
      });
    });
  }

  /** Waits until it has written `text`. */
  async says(text: string): Promise<void> {
    while (!this.output.includes(text)) {
      if (this.over) throw new Error(`ended without saying '${text}':\n${this.output}`);
      await Promise.race([
        once(this.child.stdout, 'data'),
        once(this.child.stderr, 'data'),
        this.ended,
      ]);
    }
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}
