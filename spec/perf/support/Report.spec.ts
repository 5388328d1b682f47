import { describe, expect, it } from 'vitest';
import { judge, rounded, spread } from '../../../perf/support/Report.js';
import { toMarkdown } from '../../../perf/support/toMarkdown.js';

const seen = (at: string, median: number) => ({ at, value: { median, min: 0, max: 100 } });

describe('judge', () => {
  it('goes by the worst sample, and says where it was', () => {
    expect(judge('times Subject', 'at least', 2, '×', [seen('8', 3), seen('64', 1.5)])).toEqual({
      target: 'times Subject',
      limit: '≥ 2×',
      measured: '1.50× (64)',
      pass: false,
    });
    expect(judge('late', 'at most', 10, ' ms', [seen('a', 4), seen('b', 8)])).toMatchObject({
      limit: '≤ 10 ms',
      measured: '8.00 ms (b)',
      pass: true,
    });
  });

  it.each(['at least', 'at most'] as const)(
    'passes a figure that is exactly %s the limit',
    (bound) => {
      expect(judge('even', bound, 2, '', [seen('here', 2)]).pass).toBe(true);
    },
  );

  it('fails a figure that is no number, whatever the others are', () => {
    const samples = [seen('8', 1), seen('64', NaN), seen('1000', 1)];
    expect(judge('broken', 'at most', 2, '', samples)).toMatchObject({
      measured: 'NaN (64)',
      pass: false,
    });
  });

  it('refuses to judge what was not measured', () => {
    expect(() => judge('nothing', 'at most', 2, '', [])).toThrow(
      "nothing was measured for 'nothing'",
    );
  });
});

describe('rounded', () => {
  it.each([
    [0.1234, '0.12'],
    [-55.25, '-55.3'],
    [12.34, '12.3'],
    [1234.5, '1235'],
    [Infinity, 'Infinity'],
  ])('writes %d as %s', (value, text) => {
    expect(rounded(value)).toBe(text);
  });
});

describe('spread', () => {
  it('writes a median with its range', () => {
    expect(spread({ median: 4, min: 3.9, max: 12.34 }, ' ns')).toBe('4.00 ns (3.90–12.3)');
  });
});

describe('toMarkdown', () => {
  it('draws aligned tables, the targets last', () => {
    const table = { title: 'ns', columns: ['case', 'bus'], rows: [['8 × 64', '4.00']] };
    const verdict = { target: 'flat', limit: '≤ 1×', measured: '2× (8)', pass: false };
    expect(toMarkdown({ tables: [table], verdicts: [verdict] })).toBe(
      [
        'ns',
        '',
        '| case   | bus  |',
        '| ------ | ---- |',
        '| 8 × 64 | 4.00 |',
        '',
        'Targets',
        '',
        '| target | limit | worst measured |      |',
        '| ------ | ----- | -------------- | ---- |',
        '| flat   | ≤ 1×  | 2× (8)         | MISS |',
        '',
      ].join('\n'),
    );
  });
});
