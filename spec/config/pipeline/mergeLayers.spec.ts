import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { getIn } from '../../../lib/config/data/getIn.js';
import { mergeLayers } from '../../../lib/config/pipeline/mergeLayers.js';

const leaf = fc.oneof(
  fc.integer({ min: 0, max: 9 }),
  fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 2 }),
  fc.constant(null),
);

/** Trees of few keys, so that layers meet; a key is a section in all of them or in none, as in a schema. */
const tree = fc.letrec<{ section: Record<string, unknown> }>((tie) => ({
  section: fc
    .tuple(
      fc.dictionary(fc.constantFrom('a', 'b'), leaf, { maxKeys: 2 }),
      fc.oneof(
        { maxDepth: 3 },
        fc.constant({}),
        fc.dictionary(fc.constantFrom('s', 't'), tie('section'), { maxKeys: 2 }),
      ),
    )
    .map(([leaves, sections]) => ({ ...leaves, ...sections })),
})).section;

const run = { seed: 20_260_101, numRuns: 300 };

describe('mergeLayers', () => {
  it.each([
    [[], {}],
    [[{ a: 1 }, { b: 2 }], { a: 1, b: 2 }],
    [[{ a: 1 }, { a: 2 }], { a: 2 }],
    [[{ a: { b: 1, c: 1 } }, { a: { c: 2 } }], { a: { b: 1, c: 2 } }],
    [[{ a: [1, 2] }, { a: [3] }], { a: [3] }],
    [[{ a: { b: 1 } }, { a: 2 }], { a: 2 }],
    [[{ a: 1 }, { a: { b: 2 } }], { a: { b: 2 } }],
    [[{ a: 1 }, { a: undefined }], { a: 1 }],
    [[{ a: 1 }, { a: null }], { a: null }],
  ])('%j is %j', (layers, merged) => {
    expect(mergeLayers(layers)).toEqual(merged);
  });

  it('is associative', () => {
    fc.assert(
      fc.property(tree, tree, tree, (a, b, c) => {
        expect(mergeLayers([mergeLayers([a, b]), c])).toEqual(
          mergeLayers([a, mergeLayers([b, c])]),
        );
      }),
      run,
    );
  });

  it('is idempotent, and nothing merged in changes nothing', () => {
    fc.assert(
      fc.property(tree, (a) => {
        expect(mergeLayers([a])).toEqual(a);
        expect(mergeLayers([a, a])).toEqual(a);
        expect(mergeLayers([{}, a, {}])).toEqual(a);
      }),
      run,
    );
  });

  it('lets the later win: each of its values is there', () => {
    const holds = (whole: unknown, part: unknown): void => {
      if (typeof part !== 'object' || part === null || Array.isArray(part)) {
        expect(whole).toEqual(part);
        return;
      }
      for (const [key, value] of Object.entries(part)) holds(getIn(whole, [key]), value);
    };
    fc.assert(
      fc.property(tree, tree, (a, b) => holds(mergeLayers([a, b]), b)),
      run,
    );
  });

  it('changes no layer and shares nothing with them', () => {
    fc.assert(
      fc.property(tree, tree, (a, b) => {
        const before = JSON.stringify([a, b]);
        const objects = (value: unknown): object[] =>
          typeof value === 'object' && value !== null
            ? [value, ...Object.values(value).flatMap(objects)]
            : [];
        const merged = new Set(objects(mergeLayers([a, b])));
        expect(objects([a, b]).filter((value) => merged.has(value))).toEqual([]);
        expect(JSON.stringify([a, b])).toBe(before);
      }),
      run,
    );
  });
});
