import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { reasonOf } from '../../internal/reasonOf.js';
import type { FileIdentity, FileLook, Reading } from './FileLook.js';

/** The most bytes a config file may have. */
const LIMIT = 2 ** 20;
/** A pipe without a writer would otherwise hold `open` for ever. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK;

const FIXES: Readonly<Record<string, string>> = {
  ENOENT: "doesn't exist; create it or correct its path",
  ENOTDIR: 'lies in something that is no directory; correct its path',
  EISDIR: 'is no file; name a file',
  ELOOP: 'is a symlink that leads back to itself; correct it',
  EACCES: "may not be read by this user; correct the file's permissions",
};

/** What a path named when it was opened, and goes on being looked at when the path names another file. */
export class OpenedFile {
  private constructor(
    /** What was found. */
    readonly look: FileLook,
    private readonly handle: FileHandle | undefined,
  ) {}

  /**
   * Opens and reads a whole file, provided that it is a regular one, at most 1 MiB long, in UTF-8.
   * Never throws: what prevents it is what was found.
   */
  static async at(path: string): Promise<OpenedFile> {
    try {
      const handle = await open(path, FLAGS);
      return new OpenedFile(await lookThrough(handle), handle);
    } catch (error) {
      return new OpenedFile({ reading: unread(error), file: undefined }, undefined);
    }
  }

  /** What the same file holds now, whatever its path names. */
  async again(): Promise<FileLook> {
    return this.handle ? lookThrough(this.handle) : this.look;
  }

  async close(): Promise<void> {
    await this.handle?.close();
  }
}

async function lookThrough(handle: FileHandle): Promise<FileLook> {
  let file: FileIdentity | undefined;
  try {
    const stat = await handle.stat({ bigint: true });
    file = stat;
    if (!stat.isFile()) throw new Error('is no file; name a file');
    if (stat.size > LIMIT) throw new Error('is larger than 1 MiB, more than any config needs');
    const text = decode(await readBounded(handle, Number(stat.size)));
    return { reading: { fingerprint: `text ${text}`, text }, file };
  } catch (error) {
    return { reading: unread(error), file };
  }
}

async function readBounded(handle: FileHandle, size: number): Promise<Uint8Array> {
  const buffer = new Uint8Array(size + 1);
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await handle.read(buffer, length, null, length);
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

function unread(error: unknown): Reading {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const problem = FIXES[code] ?? reasonOf(error);
  return { fingerprint: `problem ${problem}`, problem, missing: code === 'ENOENT' };
}
