import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseStatsd } from '../../playground/parseStatsd.js';

const counter = (name: string, value: number, rate = 1) => ({ kind: 'counter', name, value, rate });
const timer = (name: string, value: number, rate = 1) => ({ kind: 'timer', name, value, rate });
const gauge = (name: string, value: number, relative = false) => ({
  kind: 'gauge',
  name,
  value,
  relative,
});
const set = (name: string, member: string) => ({ kind: 'set', name, member });

describe('parseStatsd', () => {
  it.each([
    ['gorets:1|c', [counter('gorets', 1)]],
    ['gorets:-3|c', [counter('gorets', -3)]],
    ['gorets:1|c|@0.1', [counter('gorets', 1, 0.1)]],
    ['glork:320|ms', [timer('glork', 320)]],
    ['glork:320.5|ms|@0.1', [timer('glork', 320.5, 0.1)]],
    ['size:1e3|h', [timer('size', 1000)]],
    ['size:.5|d', [timer('size', 0.5)]],
    ['gaugor:333|g', [gauge('gaugor', 333)]],
    ['gaugor:-10|g', [gauge('gaugor', -10, true)]],
    ['gaugor:+4|g', [gauge('gaugor', 4, true)]],
    ['uniques:765|s', [set('uniques', '765')]],
    ['uniques:ann@example.org|s', [set('uniques', 'ann@example.org')]],
    ['peers:2001:db8::1|s', [set('peers', '2001:db8::1')]],
  ])('reads %s', (line, metrics) => {
    expect(parseStatsd(line)).toEqual({ metrics, badLines: 0 });
  });

  it.each([
    ['tags', 'page.views:1|c|#country:china,env:prod', counter('page.views', 1)],
    ['tags after a rate', 'page.views:1|c|@0.5|#country:china', counter('page.views', 1, 0.5)],
    ['a rate after tags', 'page.views:1|c|#country:china|@0.5', counter('page.views', 1, 0.5)],
    ['tags in the name', 'page.views,country=china,env=prod:1|c', counter('page.views', 1)],
    ['tags in the name', 'page.views;country=china;env=prod:1|c', counter('page.views', 1)],
    ['a container', 'page.views:1|g|#env:dev|c:83c0a99c0a54', gauge('page.views', 1)],
    ['a timestamp', 'page.views:15|c|#env:dev|T1656581400', counter('page.views', 15)],
    ['a cardinality', 'page.views:15|c|card:none|e:it-false', counter('page.views', 15)],
  ])('reads past %s', (_, line, metric) => {
    expect(parseStatsd(line)).toEqual({ metrics: [metric], badLines: 0 });
  });

  it('reads several lines, whatever ends them', () => {
    const { metrics, badLines } = parseStatsd('a:1|c\nb:2|ms\r\n\nc:3|g\n');
    expect(metrics).toEqual([counter('a', 1), timer('b', 2), gauge('c', 3)]);
    expect(badLines).toBe(0);
  });

  it('reads several values of one name, with one type for all or one for each', () => {
    expect(parseStatsd('load:320:200.5|ms|@0.1|#env:dev').metrics).toEqual([
      timer('load', 320, 0.1),
      timer('load', 200.5, 0.1),
    ]);
    expect(parseStatsd('load:1|c:200|ms|@0.5:+7|g:a|s').metrics).toEqual([
      counter('load', 1),
      timer('load', 200, 0.5),
      gauge('load', 7, true),
      set('load', 'a'),
    ]);
  });

  it('cleans names as the StatsD server does', () => {
    expect(parseStatsd('api/users  list.ü%:1|c').metrics).toEqual([counter('api-users_list.', 1)]);
  });

  it.each([
    'hello',
    'a:1',
    'a:|c',
    ':1|c',
    ',env=prod:1|c',
    'ü:1|c',
    'a:x|c',
    'a:0x10|c',
    'a:Infinity|g',
    'a:1e999|g',
    'a:1|',
    'a:1|q',
    'a:|s',
    'a:1|c|@0',
    'a:1|c|@-1',
    'a:1|c|@1.5',
    'a:1|c|@',
    'a:1|c|0.1',
    'a:1|c:x|c',
    'a:1:x|c',
    '_e{5,4}:title|text|#env:dev',
    '_sc|Redis connection|2|#env:dev',
  ])('counts %s as bad, and takes nothing of it', (line) => {
    expect(parseStatsd(line)).toEqual({ metrics: [], badLines: 1 });
  });

  it('takes the good lines beside a bad one', () => {
    expect(parseStatsd('a:1|c\nnonsense\nb:2|c')).toEqual({
      metrics: [counter('a', 1), counter('b', 2)],
      badLines: 1,
    });
  });

  const piece = fc.constantFrom(
    ...Array.from(':|@#,;+-.0123456789eE \t\n\rcgmshdT_/aé\u0000\ud800'),
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.array(piece).map((pieces) => pieces.join('')),
    fc
      .array(fc.constantFrom('a:1', '|c', '|ms', '|g', '|s', '|@0.5', '|#x:y', ':2', '\n'))
      .map((pieces) => pieces.join('')),
    fc.uint8Array().map((bytes) => Buffer.from(bytes).toString()),
  );

  it('makes of every line that says anything either metrics or one bad line', () => {
    fc.assert(
      fc.property(text, (datagram) => {
        const lines = datagram.split('\n').map((line) => ({
          said: line.trim() !== '',
          ...parseStatsd(line),
        }));
        for (const { said, metrics, badLines } of lines) {
          expect(badLines).toBe(said && metrics.length === 0 ? 1 : 0);
          if (!said) expect(metrics).toEqual([]);
        }
        expect(parseStatsd(datagram)).toEqual({
          metrics: lines.flatMap(({ metrics }) => metrics),
          badLines: lines.reduce((sum, { badLines }) => sum + badLines, 0),
        });
      }),
      { numRuns: 2_000 },
    );
  });

  it('makes metrics that the rollup can trust', () => {
    fc.assert(
      fc.property(text, (datagram) => {
        for (const metric of parseStatsd(datagram).metrics) {
          expect(metric.name).toMatch(/^[a-zA-Z0-9_.-]+$/);
          if (metric.kind !== 'set') expect(metric.value).toSatisfy(Number.isFinite);
          if ('rate' in metric) expect(metric.rate > 0 && metric.rate <= 1).toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives back what a client wrote', () => {
    const value = fc
      .double({ noDefaultInfinity: true, noNaN: true })
      .filter((v) => !Object.is(v, -0));
    const name = fc.stringMatching(/^[a-zA-Z0-9_.-]{1,40}$/);
    const metric = fc.oneof(
      fc.record({
        kind: fc.constant('counter' as const),
        name,
        value,
        rate: fc.constantFrom(1, 0.1),
      }),
      fc.record({
        kind: fc.constant('timer' as const),
        name,
        value,
        rate: fc.constantFrom(1, 0.25),
      }),
      fc
        .record({ kind: fc.constant('gauge' as const), name, value, relative: fc.boolean() })
        .filter((gauge) => gauge.relative || gauge.value >= 0),
    );
    fc.assert(
      fc.property(fc.array(metric), (sent) => {
        const lines = sent.map((one) => {
          const sign = one.kind === 'gauge' && one.relative && one.value >= 0 ? '+' : '';
          const type = { counter: 'c', timer: 'ms', gauge: 'g' }[one.kind];
          const rate = 'rate' in one && one.rate < 1 ? `|@${one.rate}` : '';
          return `${one.name}:${sign}${one.value}|${type}${rate}`;
        });
        expect(parseStatsd(lines.join('\n'))).toEqual({ metrics: sent, badLines: 0 });
      }),
    );
  });
});
