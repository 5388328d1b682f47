import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

function run(command: string, ...args: string[]): string {
  const { error, status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  return error ? error.message : status === 0 ? '' : stderr.trim();
}

/** A disk of a few kilobytes, most of which a file takes up until it is wanted. */
export class SmallDisk implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), 'disk-'));
  /** Why there is none: only root may mount one; empty if there is. */
  readonly refused: string;

  constructor(kilobytes: number, ballast: number) {
    const size = `size=${kilobytes}k`;
    this.refused = run('mount', '-t', 'tmpfs', '-o', size, 'tmpfs', this.path);
    if (this.refused === '')
      writeFileSync(join(this.path, 'ballast'), Buffer.alloc(ballast * 1_024));
  }

  /** Makes room. */
  free(): void {
    rmSync(join(this.path, 'ballast'));
  }

  [Symbol.dispose](): void {
    if (this.refused === '') run('umount', '--lazy', this.path);
    rmSync(this.path, { recursive: true, force: true });
  }
}
