import { describe, expect, it } from 'vitest';
import { EventSample, typeOf } from '../../../lib/http/page/EventSample.js';
import { rate, recent, type Moment } from '../../../lib/http/page/Moment.js';
import type { ServiceState } from '../../../lib/http/page/PageSource.js';
import { eventRows, serviceRows, subscriberRows } from '../../../lib/http/page/rowsOf.js';
import { textOf } from '../../../lib/http/page/textOf.js';

describe('a sample of events', () => {
  const sequences = (sample: EventSample): number[] =>
    sample.kept().map(({ sequence }) => sequence);

  it('keeps all there are while they are few, with their numbers', () => {
    const sample = new EventSample(1_000);
    for (const type of ['a', 'b', 'a']) sample.add({ type });
    expect(sample.seen).toBe(3);
    expect(sample.kept()).toEqual([
      { sequence: 1_001, event: { type: 'a' } },
      { sequence: 1_002, event: { type: 'b' } },
      { sequence: 1_003, event: { type: 'a' } },
    ]);
  });

  it('keeps the newest of many, and a rare one among them', () => {
    const sample = new EventSample(0);
    sample.add({ type: 'rare' });
    for (let n = 2; n <= 100_000; n++) sample.add({ type: 'common', n });
    expect(sample.seen).toBe(100_000);
    expect(sequences(sample)).toEqual([1, ...Array.from({ length: 40 }, (_, at) => 99_961 + at)]);
    expect(sample.kept()[0]?.event).toEqual({ type: 'rare' });
  });

  it('is no larger for a million types than for twenty', () => {
    const sample = new EventSample(0);
    for (let n = 0; n < 10_000; n++) sample.add({ type: `type-${String(n)}` });
    expect(sample.kept()).toHaveLength(60);
  });

  it('is followed by one that counts on', () => {
    const sample = new EventSample(10);
    sample.add({ type: 'a' });
    const next = sample.next();
    next.add({ type: 'a' });
    expect(sequences(next)).toEqual([12]);
  });

  it.each([
    [{ type: 'reading' }, 'reading'],
    [{ type: 7 }, ''],
    [{}, ''],
    [null, ''],
    ['text', ''],
  ])('takes the type of %j for %j', (event, type) => {
    expect(typeOf(event)).toBe(type);
  });
});

describe('a value as text', () => {
  const circular: Record<string, unknown> = {};
  circular['self'] = circular;
  const hostile = {
    get trap(): never {
      throw new Error('read');
    },
    toJSON: () => {
      throw new Error('called');
    },
  };

  it.each<[string, unknown, string]>([
    ['a string', 'a', "'a'"],
    ['an object', { a: 1, b: [true, null] }, '{ a: 1, b: [ true, null ] }'],
    ['markup', { html: '<script>' }, "{ html: '<script>' }"],
    ['a big integer', { n: 1n }, '{ n: 1n }'],
    ['a circle', circular, '<ref *1> { self: [Circular *1] }'],
    ['what throws when read', hostile, '{ trap: [Getter], toJSON: [Function: toJSON] }'],
    ['several lines', { a: 'b\nc' }, "{ a: 'b\\nc' }"],
  ])('shows %s in one line', (_, value, text) => {
    expect(textOf(value)).toBe(text);
  });

  it('is cut short', () => {
    expect(textOf({ a: 'x'.repeat(1e6) }).length).toBeLessThan(420);
    expect(textOf(new Array(1e5).fill('abc')).length).toBeLessThan(420);
  });
});

describe('rates', () => {
  const moment = (time: number, published: number): Moment => {
    return { time, published, delivered: 0, cpu: 0 };
  };

  it.each<[string, Moment[], number | null]>([
    ['none', [], null],
    ['one', [moment(0, 5)], null],
    ['two at once', [moment(0, 5), moment(0, 9)], null],
    ['two', [moment(0, 5), moment(250, 10)], 20],
    ['several: first to last', [moment(0, 0), moment(250, 100), moment(1_000, 30)], 30],
  ])('over %s', (_, moments, expected) => {
    expect(rate(moments, 'published')).toBe(expected);
  });

  it('look back one second', () => {
    const kept = recent([moment(0, 0), moment(500, 1), moment(1_400, 2)], moment(1_500, 3));
    expect(kept.map(({ time }) => time)).toEqual([500, 1_400, 1_500]);
  });
});

describe('rows', () => {
  const service = (name: string, own: Partial<ServiceState> = {}): ServiceState => ({
    name,
    state: 'running',
    ready: true,
    critical: true,
    generation: 1,
    restarts: 0,
    since: 1_000,
    lastError: undefined,
    nextRestartAt: undefined,
    leaked: 0,
    children: [],
    ...own,
  });

  it('of services show each below its supervisor', () => {
    const tree = [service('a', { children: [service('b', { children: [service('c')] })] })];
    const { rows, more } = serviceRows([...tree, service('d')], 1_000);
    expect(rows.map(({ name, depth }) => [name, depth])).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 2],
      ['d', 0],
    ]);
    expect(more).toBe(0);
  });

  it('of services are a hundred at most, in their order, with all that are not ready', () => {
    const down = [3, 150, 299];
    const many = Array.from({ length: 300 }, (_, n) =>
      service(`s${String(n)}`, { ready: !down.includes(n) }),
    );
    const { rows, more } = serviceRows(many, 1_000);
    const first = Array.from({ length: 98 }, (_, n) => `s${String(n)}`);
    expect(rows.map(({ name }) => name)).toEqual([...first, 's150', 's299']);
    expect(more).toBe(200);
  });

  it.each<[string, Partial<ServiceState>, object]>([
    ['held', { since: 400 }, { held: 600, restartsIn: null, lastError: '' }],
    ['backing off', { nextRestartAt: 1_250 }, { restartsIn: 250 }],
    ['overdue', { nextRestartAt: 900 }, { restartsIn: 0 }],
    ['failed', { lastError: new Error('no route') }, { lastError: 'no route' }],
    ['failed with nothing to say', { lastError: '' }, { lastError: 'unknown reason' }],
  ])('of a service say: %s', (_, own, expected) => {
    expect(serviceRows([service('a', own)], 1_000).rows[0]).toMatchObject(expected);
  });

  it.each([
    ['keeps up', Infinity, null],
    ['is not foreseen', undefined, null],
    ['loses soon', 2.5, 2.5],
    ['loses', 0, 0],
  ])('of a subscriber say when it loses events: one that %s', (_, seconds, lossIn) => {
    const account = { name: 'a', capacity: 8, pending: 4, delivered: 9, dropped: 1 };
    const known = new Map(seconds === undefined ? [] : [['a', seconds]]);
    expect(subscriberRows([account], known).rows).toEqual([{ ...account, lossIn }]);
  });

  it('of subscribers are a hundred at most, of the fullest', () => {
    const account = { capacity: 1_000, delivered: 0, dropped: 0 };
    const many = Array.from({ length: 1_000 }, (_, n) => ({
      ...account,
      name: `s${String(n)}`,
      pending: n,
    }));
    expect(
      subscriberRows(many.slice(0, 100), new Map())
        .rows.map(({ name }) => name)
        .slice(0, 2),
    ).toEqual(['s0', 's1']);
    const { rows, more } = subscriberRows(many, new Map());
    expect([rows.length, rows[0]?.name, more]).toEqual([100, 's999', 900]);
  });

  it.each([
    [
      { type: 'a', b: 1 },
      { type: 'a', text: '{ b: 1 }' },
    ],
    [{ type: 'a' }, { type: 'a', text: '' }],
    [
      { b: 1, type: 'a' },
      { type: 'a', text: "{ b: 1, type: 'a' }" },
    ],
    [{ type: '</code><script>' }, { type: '</code><script>', text: '' }],
    [7, { type: '', text: '7' }],
  ])('of events name the type once: %j', (event, expected) => {
    expect(eventRows([{ sequence: 1, event }])).toEqual([{ sequence: 1, ...expected }]);
  });
});
