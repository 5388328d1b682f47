import { describe, expect, it } from 'vitest';
import { FamilyWriter, type Family, type TextFormat } from '../../lib/metrics/FamilyWriter.js';

/** What `writer` makes of some samples. */
function textOf(writer: FamilyWriter, values: Family['values']): string {
  const text: string[] = [];
  writer.write(values, text);
  return text.join('');
}

/** A family in both formats. */
function written(family: Partial<Family>, common = {}): Record<TextFormat, string> {
  const whole = { name: 'a', help: 'A.', type: 'gauge', values: [], ...family };
  const as = (format: TextFormat): string =>
    textOf(new FamilyWriter(whole, format, common), whole.values);
  return { prometheus: as('prometheus'), openmetrics: as('openmetrics') };
}

const gauge = '# HELP a A.\n# TYPE a gauge';

describe('FamilyWriter', () => {
  it('writes help and type of a family without series', () => {
    expect(written({})).toEqual({ prometheus: gauge, openmetrics: gauge });
  });

  it("names a counter's family without _total in OpenMetrics, and its samples with it", () => {
    const values = [{ value: 2, labels: { x: '1' } }];
    const openmetrics = '# HELP a A.\n# TYPE a counter\na_total{x="1"} 2';
    expect(written({ name: 'a_total', type: 'counter', values })).toEqual({
      prometheus: '# HELP a_total A.\n# TYPE a_total counter\na_total{x="1"} 2',
      openmetrics,
    });
    expect(written({ name: 'a', type: 'counter', values })).toEqual({
      prometheus: '# HELP a A.\n# TYPE a counter\na{x="1"} 2',
      openmetrics,
    });
  });

  it('leaves a gauge that is named like a counter alone', () => {
    const text = '# HELP a_total A.\n# TYPE a_total gauge\na_total 1';
    expect(written({ name: 'a_total', values: [{ value: 1, labels: {} }] })).toEqual({
      prometheus: text,
      openmetrics: text,
    });
  });

  it.each([
    ['histogram', 'le'],
    ['summary', 'quantile'],
  ])(
    'writes the bounds of a %s as floats in OpenMetrics, and other labels as they are',
    (type, bound) => {
      const values = [-2, 0.5, 1, '+Inf', '1e+21'].map((at) => ({
        value: 1,
        labels: { [bound]: at, x: '1' },
      }));
      const text = (...bounds: readonly string[]): string =>
        `# HELP a A.\n# TYPE a ${type}` +
        bounds.map((at) => `\na{${bound}="${at}",x="1"} 1`).join('');
      expect(written({ type, values })).toEqual({
        prometheus: text('-2', '0.5', '1', '+Inf', '1e+21'),
        openmetrics: text('-2.0', '0.5', '1.0', '+Inf', '1e+21'),
      });
    },
  );

  it('leaves a label of a gauge that is named like a bound alone', () => {
    const text = `${gauge}\na{le="1"} 1`;
    expect(written({ values: [{ value: 1, labels: { le: 1 } }] })).toEqual({
      prometheus: text,
      openmetrics: text,
    });
  });

  it('names samples as they are named', () => {
    const values = [{ value: 1, labels: {}, metricName: 'a_sum' }];
    expect(written({ type: 'histogram', values }).prometheus).toBe(
      '# HELP a A.\n# TYPE a histogram\na_sum 1',
    );
  });

  it('escapes labels and help, quotes in help for OpenMetrics alone', () => {
    const values = [{ value: 1, labels: { x: 'a "b"\\c\nd' } }];
    const sample = 'a{x="a \\"b\\"\\\\c\\nd"} 1';
    expect(written({ help: 'A "b"\\c\nd', values })).toEqual({
      prometheus: `# HELP a A "b"\\\\c\\nd\n# TYPE a gauge\n${sample}`,
      openmetrics: `# HELP a A \\"b\\"\\\\c\\nd\n# TYPE a gauge\n${sample}`,
    });
  });

  it.each([
    [NaN, 'NaN'],
    [Infinity, '+Inf'],
    [-Infinity, '-Inf'],
    [1e21, '1e+21'],
    [-0.5, '-0.5'],
  ])('writes %s as %s', (value, said) => {
    expect(written({ values: [{ value, labels: {} }] }).prometheus).toBe(`${gauge}\na ${said}`);
  });

  it("gives every series the registry's labels, unless it has its own", () => {
    const values = [
      { value: 1, labels: { zone: 'b' } },
      { value: 2, labels: {} },
    ];
    expect(written({ values }, { zone: 'a', host: 'h' }).prometheus).toBe(
      `${gauge}\na{zone="b",host="h"} 1\na{zone="a",host="h"} 2`,
    );
  });

  it('writes what there is now, whose series came, went or changed places', () => {
    const writer = new FamilyWriter({ name: 'a', help: 'A.', type: 'gauge' }, 'prometheus', {});
    const [x, y] = [{ of: 'x' }, { of: 'y' }];
    const line = (of: string, value: number): string => `\na{of="${of}"} ${String(value)}`;
    const after = (...values: Family['values']): string => textOf(writer, values);
    expect(after({ value: 1, labels: x })).toBe(gauge + line('x', 1));
    expect(after({ value: 2, labels: x }, { value: 3, labels: y })).toBe(
      gauge + line('x', 2) + line('y', 3),
    );
    expect(after({ value: 4, labels: y }, { value: 5, labels: x })).toBe(
      gauge + line('y', 4) + line('x', 5),
    );
    expect(after()).toBe(gauge);
    expect(after({ value: 6, labels: { ...y } })).toBe(gauge + line('y', 6));
  });

  it('writes what labels say now, of one object that is changed time and again', () => {
    const writer = new FamilyWriter({ name: 'a', help: 'A.', type: 'gauge' }, 'prometheus', {});
    const labels: Record<string, string> = {};
    const samples = [{ value: 1, labels }];
    const sharing = [{ value: 2, labels: {}, sharedLabels: labels }];
    const both = (text: string): void => {
      expect(textOf(writer, samples)).toBe(`${gauge}\na${text} 1`);
      expect(textOf(writer, sharing)).toBe(`${gauge}\na${text} 2`);
    };
    both('');
    labels['of'] = 'x';
    both('{of="x"}');
    labels['of'] = 'y';
    both('{of="y"}');
    labels['at'] = 'z';
    both('{of="y",at="z"}');
    delete labels['of'];
    both('{at="z"}');
  });

  it("adds a histogram's shared labels to each of its samples, line by line", () => {
    const about = { name: 'a', help: 'A.', type: 'histogram' };
    const writer = new FamilyWriter(about, 'prometheus', {});
    const series = (sharedLabels: Family['values'][number]['labels']): Family['values'] => [
      { value: 1, labels: { le: 0.5 }, metricName: 'a_bucket', sharedLabels },
      { value: 2, labels: { le: '+Inf' }, metricName: 'a_bucket', sharedLabels },
      { value: 3, labels: {}, metricName: 'a_sum', sharedLabels },
      { value: 4, labels: {}, metricName: 'a_count', sharedLabels },
    ];
    const lines = (of: string): string =>
      `\na_bucket{le="0.5",of="${of}"} 1\na_bucket{le="+Inf",of="${of}"} 2` +
      `\na_sum{of="${of}"} 3\na_count{of="${of}"} 4`;
    const [x, y] = [{ of: 'x' }, { of: 'y' }];
    const head = '# HELP a A.\n# TYPE a histogram';
    expect(textOf(writer, [...series(x), ...series(y)])).toBe(head + lines('x') + lines('y'));
    expect(textOf(writer, series(y))).toBe(head + lines('y'));
    expect(textOf(writer, [...series(y), ...series(x)])).toBe(head + lines('y') + lines('x'));
    const moved = series(x).slice(2);
    expect(textOf(writer, moved)).toBe(`${head}\na_sum{of="x"} 3\na_count{of="x"} 4`);
  });
});
