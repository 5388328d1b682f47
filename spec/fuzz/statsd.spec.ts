import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStatsd } from '../../playground/parseStatsd.js';
import { corpus, effort, mutated, PATIENCE } from './fuzz.js';

const samples = corpus('statsd');
const tokens = [':', '|', '@', '#', '\n', '\r\n', ',', ';', '=', '|c', '|g', '|ms', '|s', '|@0.1'];
const numbers = [
  '1',
  '-1',
  '+1',
  '1e308',
  '1e309',
  '-0',
  '.',
  'e',
  'NaN',
  'Infinity',
  '0x1',
  '__proto__',
];

function check(bytes: Buffer): void {
  const text = bytes.toString('utf8');
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const { metrics, badLines } = parseStatsd(text);
  expect(badLines).toBeLessThanOrEqual(lines.length);
  expect(metrics.length > 0).toBe(badLines < lines.length);
  for (const metric of metrics) {
    expect(metric.name).toMatch(/^[\w.-]+$/);
    if (metric.kind === 'set') expect(metric.member).not.toBe('');
    else expect(metric.value).toSatisfy(Number.isFinite);
    if ('rate' in metric) expect(metric.rate).toSatisfy((rate: number) => rate > 0 && rate <= 1);
  }
  // Line by line it says the same.
  const apart = lines.map((line) => parseStatsd(line));
  expect(apart.flatMap((each) => each.metrics)).toEqual(metrics);
  expect(apart.reduce((sum, each) => sum + each.badLines, 0)).toBe(badLines);
}

describe('a StatsD datagram of any content', () => {
  it.each(samples)('is metrics and bad lines: $name', ({ bytes }) => check(bytes));

  it(
    'is metrics and bad lines, whatever was changed in it',
    () => fc.assert(fc.property(mutated(samples, [...tokens, ...numbers]), check), effort(3_000)),
    PATIENCE,
  );
});
