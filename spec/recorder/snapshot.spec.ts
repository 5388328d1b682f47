import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { snapshot } from '../../lib/recorder/snapshot.js';
import { flightRecorder, revived } from './support.js';

const run = { seed: 20_261_125, numRuns: 300 };

const keep = (text: string): string => text;

class Point {
  readonly #secret = 4;
  constructor(readonly x: number) {}
  get length(): number {
    return this.x + this.#secret;
  }
}

describe('an event that is recorded', () => {
  it.each<[event: unknown]>([
    [{ type: 'a', n: 1.5, yes: true, no: null, text: 'é\u0000\ud800"\\', list: [1, [2, {}], []] }],
    [{ type: 'a', n: [NaN, Infinity, -Infinity, -0, 2 ** 60] }],
    [{ type: 'a', n: [12n, -(2n ** 1_000n)], at: new Date(5), never: new Date(NaN) }],
    [{ type: 'a', missing: undefined, list: [undefined, 1] }],
    [{ type: 'a', $ron: ['is', 'bigint', '1'], inner: { $ron: 4, other: 1 } }],
    [{ type: 'a', constructor: 1, toString: 2, toJSON: 3, '': 4 }],
    [{ 'a.b': { '[0]': 1 } }],
    ['text'],
    [7],
    [undefined],
    [null],
  ])('comes back as it was: %o', (event) => {
    const { event: back, lost } = revived(event);
    expect(back).toStrictEqual(event);
    expect(lost).toEqual([]);
  });

  it('comes back as it was, whatever JSON it is', () => {
    const json = fc.jsonValue({ depthSize: 'small', noUnicodeString: false });
    fc.assert(
      fc.property(json, (event) => {
        fc.pre(
          JSON.stringify(event).length < 1_000 && !JSON.stringify(event).includes('__proto__'),
        );
        const { event: back, lost } = revived(event);
        expect(lost).toEqual([]);
        expect(back).toStrictEqual(event);
      }),
      run,
    );
  });

  it('is also plain where it comes from another realm, or has no prototype', () => {
    const bare = Object.assign(Object.create(null) as object, { a: 1 });
    for (const event of [runInNewContext('({ a: 1 })'), bare] as unknown[]) {
      expect(revived(event)).toMatchObject({ event: { a: 1 }, lost: [] });
    }
  });

  it.each<[part: unknown, what: string, below?: string]>([
    [() => 1, 'a function'],
    [Symbol('s'), 'a symbol'],
    [new Map([[1, 2]]), 'of class Map'],
    [new Set([1]), 'of class Set'],
    [Promise.resolve(1), 'of class Promise'],
    [Buffer.from('abc'), 'of class Buffer'],
    [new Uint8Array(4), 'of class Uint8Array'],
    [new ArrayBuffer(4), 'of class ArrayBuffer'],
    [Object(1n) as unknown, 'of class BigInt'],
    [2n ** 2_000n, 'a bigint of more than 1,024 bits'],
    [new Proxy({}, {}), 'a Proxy'],
    [Object.defineProperty({}, 'x', { get: () => 1, enumerable: true }), 'a getter', 'x'],
  ])('says what is lost of it: %o', (part, what, below) => {
    const { event, lost } = revived({ type: 'a', list: [{ part }] });
    const path = ['list[0].part', below].filter(Boolean).join('.');
    expect(lost).toEqual([{ path, what }]);
    const left = below === undefined ? { part: undefined } : { part: { [below]: undefined } };
    expect(event).toEqual({ type: 'a', list: [left] });
  });

  it('has the name and message of an error, whatever its class', () => {
    class PumpError extends Error {
      readonly litres = 4;
    }
    const { event, lost } = revived({ type: 'a', error: new PumpError('dry') });
    const { error } = event as { error: Error };
    expect(error).toBeInstanceOf(Error);
    expect([error.name, error.message, error.stack]).toEqual([
      'PumpError',
      'dry',
      'PumpError: dry',
    ]);
    expect(lost).toEqual([{ path: 'error', what: 'an error: only its name and message' }]);
  });

  it('has the own properties of an instance', () => {
    const { event, lost } = revived({ type: 'a', point: new Point(3) });
    expect(event).toEqual({ type: 'a', point: { x: 3 } });
    expect(lost).toEqual([{ path: 'point', what: 'of class Point: only its own properties' }]);
  });

  it('is cut where it goes in circles, and what it has twice is there twice', () => {
    const twice = { x: 1 };
    const event: Record<string, unknown> = { type: 'a', left: twice, right: twice };
    event['self'] = { event };
    const back = revived(event);
    expect(back.event).toEqual({
      type: 'a',
      left: { x: 1 },
      right: { x: 1 },
      self: { event: undefined },
    });
    expect(back.lost).toEqual([{ path: 'self.event', what: 'what it is part of: a cycle' }]);
  });

  it.each([
    [{ text: 'x'.repeat(5_000) }, { path: 'text', what: 'the beginning of 5000 characters' }],
    [{ list: Array<number>(500).fill(1) }, { path: 'list', what: 'the first 100 of 500 items' }],
    [
      Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`k${at}`, at])),
      { path: '', what: '100 of 300 properties' },
    ],
    [
      JSON.parse(`${'{"a":'.repeat(20)}1${'}'.repeat(20)}`) as object,
      { path: 'a.a.a.a.a.a.a.a', what: 'nested deeper than 8 levels' },
    ],
    [
      { a: 'x'.repeat(1_000), b: Array<string>(99).fill('y'.repeat(500)) },
      { path: 'b', what: 'the first 7 of 99 items' },
    ],
    [
      {
        list: '0123'
          .repeat(250)
          .split('')
          .map(() => '\u0001'.repeat(40)),
      },
      undefined,
    ],
    [
      JSON.parse('{"__proto__":{"admin":true},"a":1}') as object,
      { path: '', what: '1 of 2 properties' },
    ],
  ])('is cut where it is too large, and says so', (event, lost) => {
    expect(snapshot(event, keep).length).toBeLessThanOrEqual(8_192);
    const back = revived(event);
    if (lost !== undefined) expect(back.lost).toContainEqual(lost);
    expect(back.lost).not.toEqual([]);
  });

  it('has no part that was changed after it was published', () => {
    const recorder = flightRecorder();
    const event = { type: 'a', list: [1] };
    recorder.published(event, 1);
    event.type = 'changed';
    event.list.push(2);
    expect(recorder.recording('a spec', 1)).toContain('"event":{"type":"a","list":[1]}');
  });

  it('runs none of its own code', () => {
    const ran: string[] = [];
    const event = {
      toJSON: () => ran.push('toJSON'),
      [Symbol.toPrimitive]: () => ran.push('toPrimitive'),
      get getter() {
        return ran.push('getter');
      },
      list: Object.defineProperty([0], 0, { get: () => ran.push('item') }),
      error: Object.defineProperty(new Error('x'), 'message', { get: () => ran.push('message') }),
      date: Object.assign(new Date(5), { getTime: () => ran.push('getTime') }),
      made: Object.create({
        get constructor() {
          return ran.push('constructor');
        },
      }) as object,
      proxy: new Proxy({}, { get: () => ran.push('get'), ownKeys: () => (ran.push('keys'), []) }),
    };
    revived(event);
    expect(ran).toEqual([]);
  });

  it('never throws and stays small, whatever it is', () => {
    fc.assert(
      fc.property(fc.anything({ withBigInt: true, withDate: true, withMap: true }), (event) => {
        expect(snapshot(event, keep).length).toBeLessThanOrEqual(8_192);
        revived(event);
      }),
      run,
    );
    const hostile = Object.create(
      new Proxy(
        {},
        {
          getPrototypeOf: () => {
            throw new Error('mine');
          },
        },
      ),
    ) as object;
    expect(revived(hostile).lost).toEqual([{ path: '', what: 'it threw when it was read' }]);
  });
});
