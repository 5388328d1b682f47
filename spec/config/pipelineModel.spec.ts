import fc from 'fast-check';
import { LiveConfig } from 'ron-kernel';
import { expect, it } from 'vitest';
import { number, object } from 'yup';
import { MutableSource } from './support.js';

const KEYS = ['a', 'b', 'in.c', 'in.d'] as const;
const DEFAULTS = { a: 1, b: 2, 'in.c': 3, 'in.d': 4 };
const key = (least: number) => number().integer().min(least).max(9);
const schema = object({
  a: key(0).default(1),
  b: key(0).default(2),
  in: object({ c: key(0).default(3), d: key(0).default(4) }),
});

/** What one source says: keys with values, a few of which are none that the schema takes. */
type Layer = Readonly<Record<string, number>>;
type Flat = Readonly<Record<string, number>>;

const good = fc.integer({ min: 0, max: 9 });
const bad = fc.constantFrom(-1, 10, 1.5);
const layer: fc.Arbitrary<Layer> = fc
  .tuple(
    fc.dictionary(fc.constantFrom(...KEYS), good, { maxKeys: 3, noNullPrototype: true }),
    fc.oneof(
      { weight: 5, arbitrary: fc.constant({}) },
      {
        weight: 1,
        arbitrary: fc.dictionary(fc.constantFrom(...KEYS, 'x'), bad, {
          maxKeys: 1,
          noNullPrototype: true,
        }),
      },
    ),
  )
  .map(([right, wrong]) => ({ ...right, ...wrong }));

function nested(flat: Layer): Record<string, unknown> {
  const tree: Record<string, unknown> = {};
  const inner: Record<string, unknown> = {};
  for (const [path, value] of Object.entries(flat)) {
    if (path.startsWith('in.')) inner[path.slice(3)] = value;
    else tree[path] = value;
  }
  return Object.keys(inner).length === 0 ? tree : { ...tree, in: inner };
}

/** The config that these layers make, the last on top; nothing if it isn't valid. */
function merged(layers: readonly Layer[]): Flat | undefined {
  const all = Object.assign({}, DEFAULTS, ...layers) as Flat;
  const isValid = Object.entries(all).every(
    ([path, value]) => path in DEFAULTS && Number.isInteger(value) && value >= 0 && value <= 9,
  );
  return isValid ? all : undefined;
}

const differing = (a: Flat, b: Flat): string[] => KEYS.filter((path) => a[path] !== b[path]);

const plays = fc.record({
  first: fc.array(
    fc.dictionary(fc.constantFrom(...KEYS), good, { maxKeys: 3, noNullPrototype: true }),
    {
      minLength: 1,
      maxLength: 4,
    },
  ),
  edits: fc.array(fc.tuple(fc.nat({ max: 3 }), layer), { maxLength: 12 }),
});

it('is what a naive merge of its sources says, after any edits of any of them', async () => {
  const seen = { applied: 0, unchanged: 0, rejected: 0 };
  await fc.assert(
    fc.asyncProperty(plays, async ({ first, edits }) => {
      const layers: Layer[] = [...first];
      const sources = layers.map((values) => new MutableSource(nested(values)));
      const config = await LiveConfig.open({ schema, sources: sources });
      let inForce = merged(layers);
      let version = 1;
      const told: number[] = [];

      config.snapshots$.subscribe((snapshot) => told.push(snapshot.version));
      for (const [at, edit] of edits) {
        const which = at % layers.length;
        layers[which] = edit;
        const source = sources[which];
        if (source) source.values = nested(edit);
        const outcome = await config.reload();
        const next = merged(layers);
        const changed = next && inForce ? differing(inForce, next) : [];
        const status =
          next === undefined ? 'rejected' : changed.length === 0 ? 'unchanged' : 'applied';
        seen[status] += 1;
        expect(outcome.status).toBe(status);
        if (status === 'applied') {
          version += 1;
          inForce = next;
          expect([...config.snapshot.changed].sort()).toEqual(changed.sort());
        }
        expect(config.snapshot.version).toBe(version);
        expect(config.value).toEqual(nested(inForce ?? {}));
      }
      expect(told).toEqual(Array.from({ length: version }, (_, n) => n + 1));
      await config.close();
    }),
    { seed: 20_261_123, numRuns: 300 },
  );
  for (const times of Object.values(seen)) expect(times).toBeGreaterThan(100);
});
