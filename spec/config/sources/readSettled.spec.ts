import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSettled } from '../../../lib/config/sources/readSettled.js';

let folder: string;
let file: string;
let descriptors: number;

const opened = (): number => readdirSync('/proc/self/fd').length;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ron-kernel-'));
  file = join(folder, 'app.toml');
  descriptors = opened();
});
afterEach(() => {
  expect(opened()).toBe(descriptors);
  rmSync(folder, { recursive: true });
});

type Edit = () => void;
const write =
  (text: string): Edit =>
  () =>
    writeFileSync(file, text);
const append =
  (text: string): Edit =>
  () =>
    appendFileSync(file, text);
const remove: Edit = () => rmSync(file);
const save =
  (text: string): Edit =>
  () => {
    writeFileSync(`${file}~`, text);
    renameSync(`${file}~`, file);
  };
const backUp: Edit = () => renameSync(file, `${file}~`);
const nothing: Edit = () => undefined;

/** Reads while the first edit is made before, and each other in a pause. */
async function read(edits: readonly Edit[], installed?: string) {
  const [before, ...during] = edits;
  before?.();
  let pauses = 0;
  const pause = (): Promise<void> => {
    during[pauses]?.();
    pauses += 1;
    return Promise.resolve();
  };
  const reading = await readSettled(file, installed, pause);
  return { reading, text: reading.text, pauses };
}

describe('a file', () => {
  it('is taken when it is the same after a pause', async () => {
    expect(await read([write('a')])).toMatchObject({ text: 'a', pauses: 1 });
  });

  it('is taken without a pause when it is what is installed', async () => {
    expect(await read([write('a')], 'text a')).toMatchObject({ text: 'a', pauses: 0 });
    expect(await read([write('b'), write('a')], 'text a')).toMatchObject({ text: 'a', pauses: 1 });
  });

  it('written in pieces is taken when all are there', async () => {
    const pieces = [write(''), append('po'), append('rt'), append(' = 1')];
    expect(await read(pieces)).toMatchObject({ text: 'port = 1', pauses: 4 });
  });

  it('half-written twice in the same way is not taken', async () => {
    const twice: Edit = () => {
      write('port = 1')();
      write('po')();
    };
    expect(await read([write('po'), twice, append('rt = 2')])).toMatchObject({
      text: 'port = 2',
      pauses: 3,
    });
  });

  it('replaced by a rename is taken, though its path names a newer one', async () => {
    expect(await read([save('a'), save('b'), save('c')])).toMatchObject({ text: 'a', pauses: 1 });
  });

  it('backed up while another is written in its place is taken', async () => {
    const anew: Edit = () => {
      backUp();
      write('b')();
    };
    expect(await read([write('a'), anew])).toMatchObject({ text: 'a', pauses: 1 });
  });

  it('replaced while it was being written is not taken, but the one in its place', async () => {
    const finish: Edit = () => {
      append('rt = 1')();
      save('port = 2')();
    };
    expect(await read([write('po'), finish])).toMatchObject({ text: 'port = 2', pauses: 2 });
  });

  it('that is gone after the pause is not taken', async () => {
    const { reading, pauses } = await read([write('a'), remove]);
    expect(reading.text).toBeUndefined();
    expect(reading.problem).toContain("doesn't exist");
    expect(pauses).toBe(2);
  });

  it('that comes back is taken', async () => {
    expect(await read([nothing, write('a')])).toMatchObject({ text: 'a', pauses: 2 });
  });

  it('written in place without end is given up after a hundred pauses', async () => {
    const edits = Array.from({ length: 101 }, (_, edit) => write(`port = ${String(edit)}`));
    const { reading, pauses } = await read(edits);
    const problem = 'keeps changing while it is read; write it elsewhere and rename it';
    expect(reading).toEqual({ problem, missing: false, fingerprint: `problem ${problem}` });
    expect(pauses).toBe(100);
  });

  it('is let go of when it is no use any more', async () => {
    write('a')();
    const closed = new Error('closed');
    await expect(readSettled(file, undefined, () => Promise.reject(closed))).rejects.toBe(closed);
  });
});
