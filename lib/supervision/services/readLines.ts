import { StringDecoder } from 'node:string_decoder';

/** The longest line that is passed on whole, in characters. */
const LONGEST_LINE = 8_192;

/** A stream that has been told no encoding. */
interface Bytes {
  on(event: 'data', listener: (chunk: Buffer) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
}

/**
 * Hands on a stream line by line. What is longer than {@link LONGEST_LINE} is cut there and marked
 * with `…`; no more than that is ever kept.
 */
export function readLines(stream: Bytes, onLine: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let line = '';
  let cut = false;
  const add = (text: string): void => {
    const room = LONGEST_LINE - line.length;
    cut ||= text.length > room;
    line += text.slice(0, room);
  };
  const flush = (): void => {
    const whole = cut ? `${line}…` : line.replace(/\r$/, '');
    line = '';
    cut = false;
    onLine(whole);
  };
  stream.on('data', (chunk) => {
    const [first = '', ...rest] = decoder.write(chunk).split('\n');
    add(first);
    for (const next of rest) {
      flush();
      add(next);
    }
  });
  stream.on('end', () => {
    add(decoder.end());
    if (line !== '' || cut) flush();
  });
}
