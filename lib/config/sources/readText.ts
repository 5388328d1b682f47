import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { reasonOf } from '../../internal/reasonOf.js';

/** The text of a file, or why there is none; equal fingerprints mean equal readings. */
export type Reading =
  | {
      readonly fingerprint: string;
      readonly text: string;
      readonly problem?: never;
      readonly missing?: never;
    }
  | {
      readonly fingerprint: string;
      readonly text?: never;
      readonly problem: string;
      /** Whether that is because there is no such file. */
      readonly missing: boolean;
    };

/** The most bytes a config file may have. */
const LIMIT = 2 ** 20;
/** A pipe without a writer would otherwise hold `open` for ever. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK;

const FIXES: Readonly<Record<string, string>> = {
  ENOENT: "doesn't exist; create it or correct its path",
  ENOTDIR: 'lies in something that is no directory; correct its path',
  EISDIR: 'is no file; name a file',
  EACCES: "may not be read by this user; correct the file's permissions",
};

/** Reads a whole file, provided that it is a regular one, at most 1 MiB long, in UTF-8. Never throws. */
export async function readText(path: string): Promise<Reading> {
  try {
    const handle = await open(path, FLAGS);
    try {
      const text = decode(await readBounded(handle));
      return { fingerprint: `text ${text}`, text };
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const problem = FIXES[code] ?? reasonOf(error);
    return { fingerprint: `problem ${problem}`, problem, missing: code === 'ENOENT' };
  }
}

async function readBounded(handle: FileHandle): Promise<Uint8Array> {
  const stat = await handle.stat();
  if (!stat.isFile()) throw new Error('is no file; name a file');
  if (stat.size > LIMIT) throw new Error('is larger than 1 MiB, more than any config needs');
  const buffer = new Uint8Array(stat.size + 1);
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await handle.read(buffer, length);
    if (bytesRead === 0) return buffer.subarray(0, length);
    length += bytesRead;
  }
  throw new Error('grew while it was read; write it elsewhere and rename it');
}

/** UTF-8 with or without a byte order mark. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error('is not valid UTF-8; save it in that encoding');
  }
}
