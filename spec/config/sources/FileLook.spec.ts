import { describe, expect, it } from 'vitest';
import { compareLooks, type FileLook } from '../../../lib/config/sources/FileLook.js';

const found = (text: string, ino: bigint, mtimeNs: bigint, dev = 1n): FileLook => ({
  reading: { fingerprint: `text ${text}`, text },
  file: { dev, ino, mtimeNs },
});
const unread = (problem: string, file?: FileLook['file']): FileLook => ({
  reading: { fingerprint: `problem ${problem}`, problem, missing: file === undefined },
  file,
});

const first = found('a', 1n, 10n);
const missing = unread('missing');

describe('compareLooks', () => {
  it.each([
    ['the same again', first, first, 'settled'],
    ['other content', first, found('ab', 1n, 20n), 'changing'],
    ['other content, written at the same moment', first, found('ab', 1n, 10n), 'changing'],
    ['the same content, written again', first, found('a', 1n, 20n), 'changing'],
    ['another file', first, found('b', 2n, 20n), 'replaced'],
    ['another file of the same content', first, found('a', 2n, 10n), 'replaced'],
    ['a file of the same number on another disk', first, found('b', 1n, 20n, 2n), 'replaced'],
    ['a file that is gone', first, missing, 'changing'],
    ['no file, twice', missing, missing, 'settled'],
    ['a file where there was none', missing, first, 'changing'],
    ['another reason why there is none', missing, unread('forbidden'), 'changing'],
    ['a bad file, twice', unread('bad', first.file), unread('bad', first.file), 'settled'],
    ['a bad file that is mended', unread('bad', first.file), found('a', 1n, 20n), 'changing'],
    ['a bad file that is replaced', unread('bad', first.file), found('a', 2n, 20n), 'replaced'],
  ] as const)('of %s', (_, before, later, verdict) => {
    expect(compareLooks(before, later)).toBe(verdict);
  });
});
