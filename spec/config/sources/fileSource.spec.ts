import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileSource, LiveConfig, OptionTypeError } from 'ron-kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mixed, number, object, string } from 'yup';
import { rejectionOf } from '../support.js';

const schema = object({ port: number().default(80), name: string(), any: mixed() });

let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ron-kernel-'));
  file = join(folder, 'app.toml');
});
afterEach(() => rm(folder, { recursive: true }));

const open = () => LiveConfig.open({ schema, sources: [fileSource(file)] });

async function valueOf(content: string | Uint8Array) {
  await writeFile(file, content);
  const config = await open();
  await config.close();
  return config.value;
}

async function problemOf(content: string | Uint8Array): Promise<string> {
  const error = await rejectionOf(valueOf(content));
  return error.message.replace(`config rejected: ${file}`, 'file');
}

describe('fileSource', () => {
  it('reads TOML', async () => {
    expect(await valueOf('port = 8080\nname = "kernel"\n[any]\nof = [1, 2]\n')).toEqual({
      port: 8080,
      name: 'kernel',
      any: { of: [1, 2] },
    });
  });

  it.each([
    ['a byte order mark', '\uFEFFport = 1\n'],
    ['CRLF', 'port = 1\r\nname = "x"\r\n'],
    ['no newline at the end', 'port = 1'],
  ])('takes %s', async (_, content) => {
    expect(await valueOf(content)).toMatchObject({ port: 1 });
  });

  it('takes an empty file at the start', async () => {
    expect(await valueOf('')).toEqual({ port: 80 });
  });

  it('says line and column of what is no TOML', async () => {
    expect(await problemOf('port = 1\nname = = 2\n')).toBe(
      'file:2:8: is no valid TOML: invalid value',
    );
  });

  it('refuses a key given twice', async () => {
    expect(await problemOf('port = 1\nport = 2\n')).toMatch(/^file:2:1: is no valid TOML: /);
  });

  it.each(['__proto__', 'constructor', 'prototype'])('refuses the key %s', async (key) => {
    expect(await problemOf(`[any.list.${key}]\nx = 1\n`)).toBe(
      `file: any.list.${key} is a key no config may have; rename it`,
    );
    expect(await problemOf(`any = [{ ${key} = 1 }]\n`)).toContain(`any.0.${key}`);
  });

  it('refuses a date where a string is wanted', async () => {
    expect(await problemOf('name = 2026-01-02\n')).toBe('file: name must be a string, got a date');
  });

  it('refuses what nests without end', async () => {
    expect(await problemOf(`any = ${'['.repeat(5_000)}${']'.repeat(5_000)}`)).toMatch(/^file/);
  });

  it('refuses what is not UTF-8', async () => {
    expect(await problemOf(Uint8Array.of(0x61, 0x3d, 0xff))).toBe(
      'file: is not valid UTF-8; save it in that encoding',
    );
    expect(await problemOf(Buffer.from('\uFEFFport = 1', 'utf16le'))).toContain('UTF-8');
  });

  it('takes 1 MiB and refuses more', async () => {
    const limit = 2 ** 20;
    expect(await valueOf(`port = 1\n#${'x'.repeat(limit - 10)}`)).toMatchObject({ port: 1 });
    expect(await problemOf(`port = 1\n#${'x'.repeat(limit - 9)}`)).toBe(
      'file: is larger than 1 MiB, more than any config needs',
    );
  });

  it('refuses what isn’t there, or is no file', async () => {
    const gone = await rejectionOf(open());
    expect(gone.issues).toEqual([
      { source: file, key: '', message: "doesn't exist; create it or correct its path" },
    ]);
    await mkdir(file);
    expect((await rejectionOf(open())).message).toContain('is no file; name a file');
  });

  it('refuses a pipe at once, whether anybody writes to it or not', async () => {
    execFileSync('/usr/bin/env', ['mkfifo', file]);
    expect((await rejectionOf(open())).message).toContain('is no file; name a file');
  });

  it('refuses a path through a file', async () => {
    await writeFile(file, '');
    file = join(file, 'app.toml');
    expect((await rejectionOf(open())).message).toContain('lies in something that is no directory');
  });

  it('applies what changed, and recognises what is in force', async () => {
    await writeFile(file, 'port = 1\n');
    const config = await open();
    expect((await config.reload()).status).toBe('unchanged');
    await writeFile(file, 'port = 2\n');
    expect(await config.reload()).toMatchObject({ status: 'applied', changed: ['port'] });
    await writeFile(file, '# rewritten\nport = 2\n');
    expect((await config.reload()).status).toBe('unchanged');
    await config.close();
  });

  it.each([
    [
      'a rename over it',
      () => writeFile(`${file}~`, 'port = 2').then(() => rename(`${file}~`, file)),
    ],
    [
      'a symlink to another',
      async () => {
        await writeFile(join(folder, 'other'), 'port = 2');
        await rm(file);
        await symlink(join(folder, 'other'), file);
      },
    ],
  ])('follows %s', async (_, change) => {
    await writeFile(file, 'port = 1');
    const config = await open();
    await change();
    expect(await config.reload()).toMatchObject({ status: 'applied', version: 2 });
    await config.close();
  });

  it.each([
    ['became empty', () => writeFile(file, '\n'), 'became empty or vanished'],
    ['vanished', () => rm(file), "doesn't exist"],
  ])('rejects a file that %s, until it is back', async (_, change, problem) => {
    await writeFile(file, 'port = 1');
    const config = await open();
    await change();
    const outcome = await config.reload();
    expect(outcome.status === 'rejected' && outcome.error.message).toContain(problem);
    expect(config.value.port).toBe(1);
    await writeFile(file, 'port = 1');
    expect((await config.reload()).status).toBe('unchanged');
    await config.close();
  });

  it('waits until a writer is done: no half-written file is taken', async () => {
    await writeFile(file, 'port = 1\n');
    const config = await open();
    await writeFile(file, '');
    const reloading = config.reload();
    const versions: number[] = [];
    config.snapshots$.subscribe(({ value }) => versions.push(value.port));
    for (const part of ['po', 'rt = ', '2', '2', '22']) {
      appendFileSync(file, part);
      await new Promise(setImmediate);
    }
    expect(await reloading).toMatchObject({ status: 'applied' });
    expect(versions).toEqual([1, 2222]);
    await config.close();
  });

  it('stops waiting when the config is closed', async () => {
    await writeFile(file, 'port = 1\n');
    const config = await open();
    await writeFile(file, 'port = 2\n');
    const reloading = config.reload();
    await Promise.all([expect(reloading).rejects.toThrow(/closed/), config.close()]);
  });

  it('keeps to the directory it was made in', async () => {
    await writeFile(file, 'port = 1\n');
    const before = process.cwd();
    process.chdir(folder);
    const source = fileSource('app.toml');
    process.chdir(before);
    const config = await LiveConfig.open({ schema, sources: [source] });
    expect(config.value.port).toBe(1);
    await config.close();
  });

  it.each([
    ['app.ini', "fileSource() reads .toml, .yaml, .yml and .json, got 'app.ini'"],
    ['app', "fileSource() reads .toml, .yaml, .yml and .json, got 'app'"],
    ['', 'path must be'],
    [undefined, 'path must be'],
    [7, 'path must be'],
  ])('refuses the path %j', (path, message) => {
    // @ts-expect-error what a JavaScript user may pass
    const make = () => fileSource(path);
    expect(make).toThrow(OptionTypeError);
    expect(make).toThrow(message);
  });

  it('names the words it knows for presence', () => {
    // @ts-expect-error what a JavaScript user may pass
    const make = () => fileSource('app.toml', { presence: 'never' });
    expect(make).toThrow("presence must be one of 'required', 'optional', got 'never'");
  });

  it('takes one that stays empty, however it is', async () => {
    await writeFile(file, '');
    const config = await LiveConfig.open({
      schema: object({ port: number().default(80) }),
      sources: [fileSource(file)],
    });
    await writeFile(file, '\n\n');
    expect((await config.reload()).status).toBe('unchanged');
    await writeFile(file, 'port = 1');
    expect((await config.reload()).status).toBe('applied');
    await writeFile(file, '\n');
    const outcome = await config.reload();
    expect(outcome.status === 'rejected' && outcome.error.issues).toEqual([
      { source: file, key: '', message: 'became empty or vanished' },
    ]);
    await config.close();
  });
});
