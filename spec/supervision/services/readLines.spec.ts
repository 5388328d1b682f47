import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { readLines } from '../../../lib/supervision/services/readLines.js';

async function linesOf(...chunks: readonly (string | Buffer)[]): Promise<string[]> {
  const stream = new PassThrough();
  const lines: string[] = [];
  readLines(stream, (line) => lines.push(line));
  const ended = new Promise((resolve) => stream.once('end', resolve));
  for (const chunk of chunks) stream.write(chunk);
  stream.end();
  await ended;
  return lines;
}

describe('readLines', () => {
  it.each<[string, (string | Buffer)[], string[]]>([
    ['nothing', [], []],
    ['lines', ['one\ntwo\n'], ['one', 'two']],
    ['a last line that isn’t ended', ['one\ntwo'], ['one', 'two']],
    ['lines in pieces', ['o', 'ne\nt', 'wo', '\n'], ['one', 'two']],
    ['empty lines', ['\n\n'], ['', '']],
    ['lines ended as on Windows', ['one\r\ntwo\r\n'], ['one', 'two']],
    ['a line with a carriage return inside', ['o\rne\n'], ['o\rne']],
    ['a character in pieces', [Buffer.from([0xe2, 0x82]), Buffer.from([0xac, 0x0a])], ['€']],
    ['a character that is cut off', [Buffer.from([0x61, 0xe2, 0x82])], ['a\ufffd']],
    ['a line as long as it may be', ['x'.repeat(8_192), '\n'], ['x'.repeat(8_192)]],
    [
      'a line that is longer',
      ['x'.repeat(8_000), 'x'.repeat(193), '\ny\n'],
      [`${'x'.repeat(8_192)}…`, 'y'],
    ],
    ['a longer one that isn’t ended', ['x'.repeat(9_000)], [`${'x'.repeat(8_192)}…`]],
  ])('hands on %s', async (_name, chunks, lines) => {
    await expect(linesOf(...chunks)).resolves.toEqual(lines);
  });
});
