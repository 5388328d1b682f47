import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { ChildSpecError } from 'ron-kernel';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findCommand } from '../../../lib/supervision/services/findCommand.js';

let folder: string;
const platform = Object.getOwnPropertyDescriptor(process, 'platform');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ron-find-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
  if (platform) Object.defineProperty(process, 'platform', platform);
});

/** A file in a folder of the spec's own, which may be run. */
function program(...path: readonly string[]): string {
  const file = join(folder, ...path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, '');
  chmodSync(file, 0o755);
  return file;
}

const find = (command: string, env: NodeJS.ProcessEnv = {}, cwd?: string): string =>
  findCommand('child', command, cwd, env);

describe('findCommand', () => {
  it('takes the first program of that name in PATH', () => {
    const first = program('a', 'tool');
    program('b', 'tool');
    const PATH = ['none', 'a', 'b'].map((name) => join(folder, name)).join(delimiter);
    expect(find('tool', { PATH })).toBe(first);
    expect(find('tool', { Path: PATH })).toBe(first);
  });

  it('passes over what is no program: a folder, and a file that may not be run', () => {
    mkdirSync(join(folder, 'a', 'tool'), { recursive: true });
    chmodSync(program('b', 'tool'), 0o644);
    const last = program('c', 'tool');
    const PATH = ['a', 'b', 'c'].map((name) => join(folder, name)).join(delimiter);
    expect(find('tool', { PATH })).toBe(last);
  });

  it('takes a path as it is, from the working directory where it is relative', () => {
    const file = program('bin', 'tool');
    expect(find(file)).toBe(file);
    expect(find('./bin/tool', {}, folder)).toBe(file);
    expect(() => find('./bin/tool', {}, join(folder, 'bin'))).toThrow(
      `there is no such program at ${join(folder, 'bin', 'bin', 'tool')}`,
    );
  });

  it('says who can’t run what, and where it looked', () => {
    const look = (): string => find('ron-no-such-program');
    expect(look).toThrow(ChildSpecError);
    expect(look).toThrow(
      "'child' can't run 'ron-no-such-program': there is no such program in PATH",
    );
  });

  describe('on Windows', () => {
    beforeEach(() => {
      Object.defineProperty(process, 'platform', { ...platform, value: 'win32' });
    });

    it('adds the endings that make a file a program', () => {
      const file = program('tool.EXE');
      expect(find('tool', { PATH: folder })).toBe(file);
      const script = program('tool.PS1');
      expect(find('tool', { PATH: folder, PATHEXT: '.PS1;.EXE' })).toBe(script);
    });

    it('adds none to what has one', () => {
      const file = program('tool.js');
      program('tool.js.EXE');
      expect(find('tool.js', { PATH: folder })).toBe(file);
    });
  });
});
