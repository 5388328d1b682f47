import { setTimeout as sleep } from 'node:timers/promises';
import { ReplacedFile } from '../support/ReplacedFile.js';

/** A kernel's config file that is changed again and again. */
export class Reloads {
  changes = 0;
  private readonly file = new ReplacedFile('kernel.toml');

  constructor() {
    this.write();
  }

  get path(): string {
    return this.file.path;
  }

  /** Changes the file every `interval` milliseconds for `duration`, and has it loaded each time. */
  async run(interval: number, duration: number, reload: () => Promise<unknown>): Promise<void> {
    const began = performance.now();
    while (performance.now() - began < duration) {
      await sleep(interval);
      this.changes += 1;
      this.write();
      await reload();
    }
  }

  remove(): void {
    this.file.remove();
  }

  private write(): void {
    this.file.write(`[log]
level = "error"
[observability]
enabled = true
[supervisor]
stopTimeout = "${1_000 + this.changes}ms"
`);
  }
}
