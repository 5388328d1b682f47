import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileSource, LiveConfig, OptionTypeError, secret } from 'ron-kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mixed, number, object, string } from 'yup';
import { parseYaml } from '../../../lib/config/sources/parseYaml.js';
import { rejectionOf } from '../support.js';

const schema = object({
  port: number().default(80),
  name: string(),
  any: mixed(),
  token: secret(string()),
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ron-kernel-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function valueOf(name: string, content: string) {
  const file = join(folder, name);
  await writeFile(file, content);
  const config = await LiveConfig.open({ schema, sources: [fileSource(file)] });
  await config.close();
  return config.value;
}

async function problemOf(name: string, content: string): Promise<string> {
  const { message } = await rejectionOf(valueOf(name, content));
  return message.replaceAll(join(folder, name), 'file');
}

const noJson =
  'is no valid JSON: a text in double quotes, a number, true, false or null has to be here';

describe('fileSource', () => {
  it.each([
    ['app.toml', 'port = 1\n[any]\nof = [1, 2]\n'],
    ['app.yaml', 'port: 1\nany:\n  of: [1, 2]\n'],
    ['app.yml', '# a comment\r\nport: 1\r\nany: {of: [1, 2]}\r\n'],
    ['app.JSON', '{\n\t"port": 1,\n\t"any": {"of": [1, 2]}\n}\n'],
    ['app.json', '\uFEFF{"port": 1, "any": {"of": [1, 2]}}'],
  ])('reads %s by its extension', async (name, content) => {
    expect(await valueOf(name, content)).toEqual({ port: 1, any: { of: [1, 2] } });
  });

  it.each(['app.toml', 'app.yaml', 'app.json'])('takes an empty %s', async (name) => {
    expect(await valueOf(name, '')).toEqual({ port: 80 });
  });

  it.each([1.5, 1e30, -0.5, 9007199254740991, '9007199254740993'])(
    'takes %j, of which nothing is lost',
    async (any) => {
      expect((await valueOf('app.json', JSON.stringify({ any }))).any).toBe(any);
      expect((await valueOf('app.yaml', `any: ${JSON.stringify(any)}`)).any).toBe(any);
    },
  );

  it.each([
    [
      'app.yaml',
      'any: -9007199254740993',
      'file:1:6: is no valid YAML: integer too large to be held exactly',
    ],
    ['app.yaml', 'port: 1\nport: 2\n', 'file:2:1: is no valid YAML: duplicate key'],
    ['app.json', '{"port": 1,\n "port": 2}', 'file:2:2: is no valid JSON: duplicate key'],
    [
      'app.json',
      '{"port": 1,\n "any": {"\\u0061": 1, "a": 2}}',
      'file:2:23: is no valid JSON: duplicate key',
    ],
    ['app.yaml', 'any: {a: {b: 1, b: 2}}\n', 'file:1:17: is no valid YAML: duplicate key'],
    ['app.yaml', 'port: 1\n name: x\n', 'file:1:7: is no valid YAML: block as implicit key'],
    ['app.yaml', 'port: 1\n---\nport: 2\n', 'file:2:1: is no valid YAML: multiple docs'],
    [
      'app.json',
      '{"port": 1,\n "any": 9007199254740993}',
      'file:2:9: is no valid JSON: integer too large to be held exactly',
    ],
    ['app.json', `[${'1,'.repeat(30_000)}1]`, 'file: holds more JSON than any config needs'],
    ['app.json', '{port: 1}', `file:1:2: ${noJson}`],
    ['app.json', '{"port": NaN}', `file:1:10: ${noJson}`],
    ['app.json', '{"port":', `file:1:9: ${noJson}`],
    ['app.json', '{"port": 1', 'is no valid JSON: '],
    [
      'app.yaml',
      'port: 9007199254740993',
      'file:1:7: is no valid YAML: integer too large to be held exactly',
    ],
    ['app.yaml', 'any: !!js/function x', 'file:1:6: is no valid YAML: tag resolve failed'],
    [
      'app.yaml',
      'any: *nobody',
      'is no valid YAML: an alias without its anchor, or too many aliases',
    ],
    ['app.yaml', 'any: !!set {a, b}', 'file: any is an object; a config holds plain data only'],
    ['app.yaml', '- 1\n', 'file: a config is made of keys and their values'],
    ['app.json', '"port"', 'file: a config is made of keys and their values'],
    [
      'app.yaml',
      'name: 2026-01-02T00:00:00Z\nport: yes\n',
      "file: port must be a number, got 'yes'",
    ],
    ['app.yaml', 'name: null\n', 'file: name cannot be null'],
  ])('refuses in %s: %j', async (name, content, message) => {
    expect(await problemOf(name, content)).toContain(message);
  });

  it.each([
    ['app.yaml', 'any: {list: [{KEY: 1}]}'],
    ['app.json', '{"any": {"list": [{"KEY": 1}]}}'],
  ])('refuses keys that reach a prototype in %s', async (name, template) => {
    for (const key of ['__proto__', 'constructor', 'prototype']) {
      expect(await problemOf(name, template.replace('KEY', key))).toBe(
        `config rejected: file: any.list.0.${key} is a key no config may have; rename it`,
      );
    }
  });

  it('refuses an alias bomb', async () => {
    const nine = (alias: string): string => `[${Array<string>(9).fill(`*${alias}`).join(', ')}]`;
    const bomb = [
      'a: &a [x]',
      ...Array.from('bcdefghi').map((key, i) => `${key}: &${key} ${nine('abcdefgh'[i] ?? '')}`),
    ];
    expect(await problemOf('app.yaml', bomb.join('\n'))).toContain('too many aliases');
  });

  it.each([
    ['app.yaml', '- a\n'.repeat(2 ** 18)],
    ['app.yaml', '['.repeat(2 ** 20)],
    ['app.yaml', '{a: '.repeat(2 ** 18)],
    [
      'app.yaml',
      Array.from({ length: 50_000 }, (_, i) => `k${String(i)}: &a${String(i)} 1`).join('\n'),
    ],
    ['app.json', `[${'1,'.repeat(2 ** 18)}1]`],
  ])('refuses what would hold up the event loop for seconds: %s (%#)', async (name, content) => {
    expect(await problemOf(name, content)).toContain('than any config needs');
  });

  it('takes thousands of keys', async () => {
    const keys = Array.from({ length: 5_000 }, (_, i) => `  k${String(i)}: ${String(i)}`);
    const tree = await parseYaml('file', `labels:\n${keys.join('\n')}`, 'YAML');
    expect(tree).toMatchObject({ labels: { k0: 0, k4999: 4_999 } });
  });

  it.each([
    ['app.yaml', 'token: hunter2: x'],
    ['app.yaml', 'token: *hunter2'],
    ['app.yaml', 'token: !hunter2 x'],
    ['app.yaml', 'token: "hunter2'],
    ['app.yaml', 'token: @hunter2'],
    ['app.json', '{"token": hunter2}'],
    ['app.json', '{"token": "x" "hunter2"}'],
    ['app.json', '{"token": "\\qhunter2"}'],
  ])('shows nothing of a secret when %s can’t be parsed: %j', async (name, content) => {
    expect(await problemOf(name, content)).not.toContain('hunter2');
  });

  it('makes layers of several files, later ones winning key by key', async () => {
    const [base, local] = [join(folder, 'base.toml'), join(folder, 'local.yaml')];
    await writeFile(base, 'port = 1\nname = "base"\n');
    const config = await LiveConfig.open({
      schema,
      sources: [fileSource(base), fileSource(local, { presence: 'optional' })],
    });
    expect(config.value).toEqual({ port: 1, name: 'base' });
    await writeFile(local, 'name: local\n');
    expect(await config.reload()).toMatchObject({ status: 'applied', changed: ['name'] });
    expect(config.value).toEqual({ port: 1, name: 'local' });
    await config.close();
  });

  it('rejects an optional file that vanishes', async () => {
    const local = join(folder, 'local.json');
    await writeFile(local, '{"port": 1}');
    const sources = [fileSource(local, { presence: 'optional' })];
    const config = await LiveConfig.open({ schema, sources });
    await rm(local);
    const outcome = await config.reload();
    expect(outcome.status === 'rejected' && outcome.error.issues).toEqual([
      { source: local, key: '', message: 'became empty or vanished' },
    ]);
    await config.close();
  });

  it('lets an optional file be missing, not unreadable', async () => {
    const sources = [fileSource(`${folder}/.json/x.json`, { presence: 'optional' })];
    await writeFile(join(folder, '.json'), '');
    const error = await rejectionOf(LiveConfig.open({ schema, sources }));
    expect(error.message).toContain('lies in something that is no directory');
  });

  it('refuses another word for presence', () => {
    // @ts-expect-error what a JavaScript user may pass
    expect(() => fileSource('app.toml', { presence: true })).toThrow(OptionTypeError);
  });
});
