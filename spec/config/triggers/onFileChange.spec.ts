import { closeSync, openSync, renameSync, writeFileSync, writeSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileSource, LiveConfig, onFileChange, OptionTypeError } from 'ron-kernel';
import { filter, firstValueFrom, interval, map, skip, take, toArray } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { number, object } from 'yup';
import { Program } from '../../kernel/Program.js';

const schema = object({ port: number().min(0).required() });
type Config = LiveConfig<{ port: number }>;

let folder: string;
let file: string;
let config: Config;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ron-kernel-'));
  file = join(folder, 'app.toml');
});
afterEach(async () => {
  await config.close();
  await rm(folder, { recursive: true });
});

async function watched(): Promise<void> {
  config = await LiveConfig.open({
    schema,
    sources: [fileSource(file)],
    reloadOn: [onFileChange(file)],
  });
}

const applied = (port: number): Promise<number> =>
  firstValueFrom(config.select((value) => value.port).pipe(filter((current) => current === port)));
const rejected = (): Promise<string> =>
  firstValueFrom(config.rejections$.pipe(map(({ message }) => message)));

/** At once: a config that reads in between is only told of it when all is written. */
const write = (port: number): void => writeFileSync(file, `port = ${String(port)}\n`);
async function save(port: number): Promise<void> {
  await writeFile(`${file}~`, `port = ${String(port)}\n`);
  await rename(`${file}~`, file);
}

describe('onFileChange', () => {
  it('sees a file written in place, again and again', async () => {
    write(1);
    await watched();
    for (const port of [2, 3, 4]) {
      write(port);
      expect(await applied(port)).toBe(port);
    }
  });

  it('sees every rename over the file, as editors save', async () => {
    write(1);
    await watched();
    for (const port of [2, 3, 4]) {
      await save(port);
      expect(await applied(port)).toBe(port);
    }
  });

  it('sees a backup made and the file written anew, as vim saves', async () => {
    write(1);
    await watched();
    for (const port of [2, 3]) {
      await rename(file, `${file}~`);
      write(port);
      expect(await applied(port)).toBe(port);
    }
  });

  it('sees a file deleted, rejects that, and sees it come back', async () => {
    write(1);
    await watched();
    const rejection = rejected();
    await rm(file);
    expect(await rejection).toContain("doesn't exist");
    expect(config.value.port).toBe(1);
    write(2);
    expect(await applied(2)).toBe(2);
  });

  it('sees the symlink swap of a Kubernetes volume', async () => {
    const release = async (port: number): Promise<void> => {
      const version = `..${String(port)}`;
      await mkdir(join(folder, version));
      await writeFile(join(folder, version, 'app.toml'), `port = ${String(port)}\n`);
      await symlink(version, join(folder, '..data_tmp'));
      const old = await readlink(join(folder, '..data')).catch(() => undefined);
      await rename(join(folder, '..data_tmp'), join(folder, '..data'));
      if (old !== undefined) await rm(join(folder, old), { recursive: true });
    };
    await release(1);
    await symlink('..data/app.toml', file);
    await watched();
    for (const port of [2, 3]) {
      await release(port);
      expect(await applied(port)).toBe(port);
    }
  });

  it('rejects a symlink that leads to itself, and sees the file that takes its place', async () => {
    write(1);
    await watched();
    const rejection = rejected();
    await symlink(file, `${file}~`);
    await rename(`${file}~`, file);
    expect(await rejection).toContain('app.toml: is a symlink that leads back to itself; correct');

    for (const port of [2, 3]) {
      await save(port);
      expect(await applied(port)).toBe(port);
    }
  });

  it('sees a change behind a symlink to another directory', async () => {
    const target = join(folder, 'elsewhere');
    await mkdir(target);
    await writeFile(join(target, 'real.toml'), 'port = 1\n');
    await symlink(join(target, 'real.toml'), file);
    await watched();
    await writeFile(join(target, 'real.toml'), 'port = 2\n');
    expect(await applied(2)).toBe(2);
  });

  it('sees a directory replaced as a whole, and goes on in the new one', async () => {
    const home = join(folder, 'home');
    await mkdir(home);
    file = join(home, 'app.toml');
    write(1);
    await watched();
    await rename(home, join(folder, 'old'));
    await mkdir(home);
    write(2);
    expect(await applied(2)).toBe(2);
    write(3);
    expect(await applied(3)).toBe(3);
  });

  it('sees a directory vanish, rejects that, and sees it come back', async () => {
    const home = join(folder, 'home');
    await mkdir(home);
    file = join(home, 'app.toml');
    write(1);
    await watched();
    const rejection = rejected();
    await rm(home, { recursive: true });
    expect(await rejection).toContain("doesn't exist");
    await mkdir(home);
    write(2);
    expect(await applied(2)).toBe(2);
  });

  it('takes nothing half-written from a slow writer that truncates first', async () => {
    write(1);
    await watched();
    const ports: number[] = [];
    config.snapshots$.subscribe(({ value }) => ports.push(value.port));
    const descriptor = openSync(file, 'w');
    for (const part of ['port', ' = 2', '2', '2', '2']) {
      writeSync(descriptor, part);
      await new Promise(setImmediate);
    }
    closeSync(descriptor);
    expect(await applied(2222)).toBe(2222);
    expect(ports).toEqual([1, 2222]);
  });

  it('reports a bad edit once, keeps the value, and takes the mended file', async () => {
    write(1);
    await watched();
    const rejection = rejected();
    write(-1);
    expect(await rejection).toContain('port must be greater than or equal to 0');
    const rejections: string[] = [];
    config.rejections$.subscribe(({ message }) => rejections.push(message));
    await chmod(file, 0o600);
    await save(-1);
    write(2);
    expect(await applied(2)).toBe(2);
    expect(rejections).toEqual([]);
  });

  it('applies nothing when only permissions did change, and goes on', async () => {
    write(1);
    await watched();
    await chmod(file, 0o600);
    write(2);
    expect(await applied(2)).toBe(2);
    expect(config.snapshot.version).toBe(2);
  });

  it('follows a storm of edits to its end', async () => {
    write(1);
    await watched();
    for (let port = 2; port <= 100; port += 1) await save(port);
    expect(await applied(100)).toBe(100);
  });

  it('takes one after another of files renamed over it fifty times a second, while that goes on', async () => {
    write(1);
    await watched();
    const rejections: string[] = [];
    config.rejections$.subscribe(({ message }) => rejections.push(message));
    let last = 1;
    const saving = interval(20).subscribe(() => {
      last += 1;
      writeFileSync(`${file}~`, `port = ${String(last)}\n`);
      renameSync(`${file}~`, file);
    });
    const taken = await firstValueFrom(
      config.snapshots$.pipe(
        skip(1),
        map(({ value }) => value.port),
        take(5),
        toArray(),
      ),
    );
    saving.unsubscribe();
    expect(taken).toEqual([...taken].sort((one, other) => one - other));
    expect(await applied(last)).toBe(last);
    expect(rejections).toEqual([]);
  });

  it('may watch a file that isn’t there yet', async () => {
    config = await LiveConfig.open({
      schema: schema.default({ port: 1 }),
      sources: [fileSource(file, { presence: 'optional' })],
      reloadOn: [onFileChange(file)],
    });
    write(2);
    expect(await applied(2)).toBe(2);
  });

  it.each(['', undefined, 7])('refuses the path %j', async (path) => {
    write(1);
    await watched();
    // @ts-expect-error what a JavaScript user may pass
    const make = () => onFileChange(path);
    expect(make).toThrow(OptionTypeError);
    expect(make).toThrow('path must be');
  });

  it('says which file, as it was given, and of a missing one at once', async () => {
    write(1);
    await watched();
    const missing = join(folder, 'missing.toml');
    expect(await firstValueFrom(onFileChange(missing))).toEqual({ file: missing });
  });

  it('doesn’t keep the process alive', async () => {
    write(1);
    await watched();
    expect(process.getActiveResourcesInfo()).not.toContain('StatWatcher');
    await using program = new Program(`
      import { onFileChange } from 'ron-kernel';
      onFileChange('package.json').subscribe(() => {});
    `);
    expect(await program.ended).toEqual({ code: 0, signal: null });
  });
});
