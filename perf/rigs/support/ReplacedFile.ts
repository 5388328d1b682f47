import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file in a folder of its own that is changed atomically, as programs do: by a rename over it. */
export class ReplacedFile {
  readonly path: string;
  private readonly folder = mkdtempSync(join(tmpdir(), 'rig-'));

  constructor(name: string) {
    this.path = join(this.folder, name);
  }

  /** Changes what it holds, before this returns. */
  write(text: string): void {
    const next = `${this.path}.next`;
    writeFileSync(next, text);
    renameSync(next, this.path);
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
