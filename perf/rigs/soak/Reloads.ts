import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** A config file that is changed again and again, atomically, as programs do. */
export class Reloads {
  changes = 0;

  private constructor(
    private readonly folder: string,
    readonly file: string,
  ) {}

  static async open(): Promise<Reloads> {
    const folder = await mkdtemp(join(tmpdir(), 'soak-'));
    const reloads = new Reloads(folder, join(folder, 'kernel.toml'));
    await reloads.write();
    return reloads;
  }

  /** Changes the file every `interval` milliseconds for `duration`, and has it loaded each time. */
  async run(interval: number, duration: number, reload: () => Promise<unknown>): Promise<void> {
    const began = performance.now();
    while (performance.now() - began < duration) {
      await sleep(interval);
      this.changes += 1;
      await this.write();
      await reload();
    }
  }

  async close(): Promise<void> {
    await rm(this.folder, { recursive: true });
  }

  private async write(): Promise<void> {
    const next = `${this.file}.next`;
    await writeFile(
      next,
      `[log]
level = "error"
[observability]
enabled = true
[supervisor]
stopTimeout = "${1_000 + this.changes}ms"
`,
    );
    await rename(next, this.file);
  }
}
