import { describe, expect, it } from 'vitest';
import { writers } from '../../lib/logging/writers.js';

const line = { ts: '2026-11-23T10:00:00.000Z', level: 'info', event: 'done' };

describe('a JSON line', () => {
  it('says the same of plain fields beside others as by themselves', () => {
    const plain = {
      ...line,
      text: 'a "b"\n',
      count: 0,
      ratio: 1.5,
      on: true,
      none: null,
      not: NaN,
    };
    const alone = writers.json(plain);
    expect(alone).toBe(
      '{"ts":"2026-11-23T10:00:00.000Z","level":"info","event":"done","text":"a \\"b\\"\\n","count":0,"ratio":1.5,"on":true,"none":null,"not":null}',
    );
    expect(writers.json({ ...plain, list: [1n] })).toBe(`${alone.slice(0, -1)},"list":["1"]}`);
  });

  it('keeps a field that JSON has no word for, as null', () => {
    expect(writers.json({ ...line, call: () => 1 })).toMatch(/,"call":null\}$/);
  });
});
