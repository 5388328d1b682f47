import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileSource, LiveConfig, onFileChange } from 'ron-kernel';
import { filter, firstValueFrom } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { number, object } from 'yup';

/** Nobody: permissions don't bind root. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

const schema = object({ port: number().required() });
let folder: string;
let directory: string;
let file: string;
let config: LiveConfig<{ port: number }> | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ron-kernel-'));
  await chmod(folder, 0o755);
  directory = join(folder, 'etc');
  file = join(directory, 'app.toml');
  await mkdir(directory);
  await writeFile(file, 'port = 1\n');
});
afterEach(async () => {
  asOneself();
  await config?.close();
  config = undefined;
  await chmod(directory, 0o755);
  await rm(folder, { recursive: true });
});

const open = (reloadOn: readonly ReturnType<typeof onFileChange>[] = []) =>
  LiveConfig.open({ schema, sources: [fileSource(file)], reloadOn });
/** From here on without root's rights; this file has a process of its own. */
const asNobody = (): void => {
  if (isRoot) process.seteuid?.(NOBODY);
};
const asOneself = (): void => {
  process.seteuid?.(process.getuid?.() ?? 0);
};

describe('a file that this user', () => {
  it('may no longer read is a rejection, and taken again when it may be read', async () => {
    config = await open();
    await writeFile(file, 'port = 2\n');
    await chmod(file, 0o000);
    asNobody();
    const refused = await config.reload();
    asOneself();
    expect(refused.status === 'rejected' && refused.error.message).toBe(
      `config rejected: ${file}: may not be read by this user; correct the file's permissions`,
    );
    expect(config.value.port).toBe(1);
    await chmod(file, 0o644);
    asNobody();
    expect((await config.reload()).status).toBe('applied');
    expect(config.value.port).toBe(2);
  });

  it('can’t reach, for its directory may not be searched, is a rejection too', async () => {
    config = await open();
    await chmod(directory, 0o000);
    asNobody();
    const refused = await config.reload();
    expect(refused.status === 'rejected' && refused.error.message).toContain(
      'may not be read by this user',
    );
    expect(config.value.port).toBe(1);
  });

  it('may read in a directory it may not write to is followed', async () => {
    config = await open([onFileChange(file)]);
    await chmod(file, 0o666);
    await chmod(directory, 0o555);
    asNobody();
    await expect(writeFile(join(directory, 'other'), '')).rejects.toThrow(/EACCES/u);
    await writeFile(file, 'port = 2\n');
    const applied = await firstValueFrom(
      config.snapshots$.pipe(filter(({ value }) => value.port === 2)),
    );
    expect(applied.version).toBe(2);
  });
});
