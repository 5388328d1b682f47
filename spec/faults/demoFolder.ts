import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Where the compiled demo is. */
export const built = fileURLToPath(new URL('../../build/playground/', import.meta.url));

/** A folder with a config file for the demo, and what audit writes. */
export class DemoFolder implements AsyncDisposable {
  private constructor(readonly path: string) {}

  static async make(): Promise<DemoFolder> {
    const folder = new DemoFolder(await mkdtemp(join(tmpdir(), 'faults-')));
    await folder.crash('');
    return folder;
  }

  get config(): string {
    return join(this.path, 'kernel.toml');
  }

  /** Has a service crash, or none: one that was quarantined for it is released then. */
  crash(service: string): Promise<void> {
    return writeFile(this.config, `[chaos]\ncrash = "${service}"\nevery = "100ms"\n`);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return rm(this.path, { recursive: true, force: true });
  }
}

/** The lines of a file that audit wrote: those that are whole, and those that aren't. */
export async function auditLines(
  file: string,
): Promise<{ readonly whole: readonly string[]; readonly torn: readonly string[] }> {
  const lines = (await readFile(file, 'utf8')).split('\n').filter((line) => line !== '');
  const isWhole = (line: string): boolean => {
    try {
      JSON.parse(line);
      return true;
    } catch {
      return false;
    }
  };
  return { whole: lines.filter(isWhole), torn: lines.filter((line) => !isWhole(line)) };
}

/** How many lines audit says that it has written, in all its runs. */
export function acknowledged(log: string): number {
  const runs = [...log.matchAll(/"event":"audit file closed".*"lines":(\d+)\}/g)];
  return runs.reduce((sum, [, lines]) => sum + Number(lines), 0);
}
