import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { affectedBy } from '../../lib/supervision/affectedBy.js';
import { fingerprintOf } from '../../lib/supervision/fingerprintOf.js';
import { startOrder } from '../../lib/supervision/startOrder.js';

const node = (name: string, ...dependsOn: string[]) => ({ name, dependsOn });

describe('startOrder', () => {
  it('is the order given, but each after all it depends on', () => {
    const order = startOrder([node('d', 'b', 'c'), node('a'), node('c', 'b'), node('b')]);
    expect(order.map(({ name }) => name)).toEqual(['b', 'c', 'd', 'a']);
  });

  it('puts every dependency first, whatever depends on what', () => {
    const edges = fc.array(fc.tuple(fc.nat(19), fc.nat(19)), { maxLength: 60 });
    fc.assert(
      fc.property(edges, fc.uint8Array({ minLength: 20, maxLength: 20 }), (pairs, shuffle) => {
        const nodes = Array.from({ length: 20 }, (_, i) =>
          node(String(i), ...pairs.filter(([a, b]) => a === i && b < i).map(([, b]) => String(b))),
        );
        const given = nodes.map((each, i) => ({ each, rank: shuffle[i] ?? 0 }));
        given.sort((a, b) => a.rank - b.rank);
        const order = startOrder(given.map(({ each }) => each)).map(({ name }) => name);
        expect(order).toHaveLength(20);
        for (const { name, dependsOn } of nodes) {
          for (const other of dependsOn) {
            expect(order.indexOf(other)).toBeLessThan(order.indexOf(name));
          }
        }
      }),
      { seed: 1 },
    );
  });
});

describe('affectedBy', () => {
  it.each([
    ['one-for-one', ['b']],
    ['one-for-all', ['a', 'b', 'c']],
    ['rest-for-one', ['b', 'c']],
  ] as const)('%s', (strategy, affected) => {
    expect(affectedBy(strategy, ['a', 'b', 'c'], 'b')).toEqual(affected);
  });
});

describe('fingerprintOf', () => {
  const failure = (message: string, stack = '    at read (sensor.js:1:1)'): Error =>
    Object.assign(new Error(message), { stack: `Error: ${message}\n${stack}` });

  it('is the same for failures that differ in numbers only', () => {
    expect(fingerprintOf(failure('port 8125 taken by 0x7ffe'))).toBe(
      fingerprintOf(failure('port 9 taken by 0x0')),
    );
    expect(fingerprintOf('timeout after 10 ms')).toBe(fingerprintOf('timeout after 99 ms'));
  });

  it('differs in what was said, where, and by what kind of error', () => {
    const all = [
      failure('refused'),
      failure('reset'),
      failure('refused', '    at write (sensor.js:9:9)'),
      new TypeError('refused'),
      Object.assign(failure('refused'), { code: 'ECONNREFUSED' }),
      'refused',
    ].map(fingerprintOf);
    expect(new Set(all).size).toBe(all.length);
  });

  it('says what the failure was, without what changes from one to the next', () => {
    expect(fingerprintOf(failure('port 81 taken'))).toBe(
      'Error: port # taken at read (sensor.js:1:1)',
    );
    expect(fingerprintOf(Object.assign(failure('gone'), { code: 'EPIPE' }))).toBe(
      'Error EPIPE: gone at read (sensor.js:1:1)',
    );
    expect(fingerprintOf(Object.assign(failure('gone'), { code: 5 }))).toBe(
      fingerprintOf(Object.assign(failure('gone'), { code: 6 })),
    );
    expect(fingerprintOf(Object.assign(new Error('gone'), { stack: 'gone' }))).toBe('Error: gone');
  });

  it('is never empty', () => {
    for (const thrown of [undefined, null, '', new Error(''), {}]) {
      expect(fingerprintOf(thrown)).not.toBe('');
    }
  });
});
