import { describe, expect, it } from 'vitest';
import {
  broken,
  judge,
  judgeable,
  rounded,
  spread,
  timeless,
} from '../../../perf/support/Report.js';
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

  it("judges by the specification's limit too, where there is one", () => {
    const at = (median: number) => judge('late', 'at most', 10, ' ms', [seen('a', median)], 20);
    expect(at(15)).toMatchObject({
      limit: '≤ 10 ms',
      pass: false,
      specification: { limit: '≤ 20 ms', pass: true },
    });
    expect([5, 15, 25].map((median) => broken(at(median)))).toEqual([false, false, true]);
  });

  it('leaves a quick run to be judged by what is timeless', () => {
    const [time, count] = [
      judge('late', 'at most', 10, ' ms', [seen('a', 5)]),
      timeless(judge('lost', 'at most', 0, '', [seen('a', 1)])),
    ];
    expect(judgeable([time, count], 'full')).toEqual([time, count]);
    expect(judgeable([time, count], 'quick')).toEqual([count]);
  });

  it('takes ours for what must hold where the specification has none', () => {
    const at = (median: number) => judge('late', 'at most', 10, ' ms', [seen('a', median)]);
    expect([5, 15].map((median) => broken(at(median)))).toEqual([false, true]);
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

  it("draws the specification's limits where there are any", () => {
    const held = judge('held', 'at most', 1, '', [seen('a', 1)]);
    const missed = judge('missed', 'at most', 1, '', [seen('a', 1.5)], 2);
    const failed = judge('failed', 'at most', 1, '', [seen('a', 3)], 2);
    expect(toMarkdown({ tables: [], verdicts: [held, missed, failed] })).toBe(
      [
        'Targets',
        '',
        '| target | specification | limit | worst measured |      |',
        '| ------ | ------------- | ----- | -------------- | ---- |',
        '| held   | –             | ≤ 1   | 1.00 (a)       | pass |',
        '| missed | ≤ 2           | ≤ 1   | 1.50 (a)       | MISS |',
        '| failed | ≤ 2           | ≤ 1   | 3.00 (a)       | FAIL |',
        '',
      ].join('\n'),
    );
  });
});
