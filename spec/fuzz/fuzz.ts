import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A known input, under the name of its file. */
export interface Sample {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Every input in this folder of the corpus: those to begin with, and all that ever found something. */
export function corpus(folder: string): readonly Sample[] {
  const directory = new URL(`corpus/${folder}/`, import.meta.url);
  return readdirSync(fileURLToPath(directory))
    .sort()
    .map((name) => ({ name, bytes: readFileSync(new URL(name, directory)) }));
}

type Change = (bytes: Buffer) => Buffer;

/** A place as a share of the length. */
const place = fc.double({ min: 0, max: 1, noNaN: true });

function splice(bytes: Buffer, from: number, length: number, insert: Uint8Array): Buffer {
  const at = Math.floor(from * bytes.length);
  return Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + length)]);
}

/** Inputs of the corpus with a few changes each; `tokens` are what their language is made of. */
export function mutated(
  samples: readonly Sample[],
  tokens: readonly string[],
): fc.Arbitrary<Buffer> {
  const known = fc.constantFrom(...samples.map(({ bytes }) => bytes));
  const length = fc.nat({ max: 8 });
  const junk = fc.uint8Array({ minLength: 1, maxLength: 4 });
  const token = fc.constantFrom(...tokens).map((text) => Buffer.from(text, 'latin1'));
  const change: fc.Arbitrary<Change> = fc.oneof(
    fc.tuple(place, length).map(
      ([at, cut]): Change =>
        (bytes) =>
          splice(bytes, at, cut, Buffer.of()),
    ),
    fc.tuple(place, length, fc.oneof(token, token, junk)).map(
      ([at, cut, insert]): Change =>
        (bytes) =>
          splice(bytes, at, cut, insert),
    ),
    // A part once more, elsewhere.
    fc.tuple(place, place, fc.nat({ max: 40 })).map(([from, to, size]): Change => (bytes) => {
      const at = Math.floor(from * bytes.length);
      return splice(bytes, to, 0, bytes.subarray(at, at + size));
    }),
    // The beginning of one and the end of another.
    fc.tuple(known, place).map(([other, at]): Change => (bytes) => {
      const end = other.subarray(Math.floor(at * other.length));
      return Buffer.concat([bytes.subarray(0, Math.floor(at * bytes.length)), end]);
    }),
  );
  const changes = fc.array(change, { minLength: 1, maxLength: 6 });
  return fc
    .tuple(known, changes)
    .map(([bytes, all]) => all.reduce((changed, each) => each(changed), bytes).subarray(0, 8_192));
}

/**
 * How long to look: `runs` inputs of a fixed seed in CI. With `RON_FUZZ_SECONDS`, as many as fit, of a
 * seed that a failure tells; `RON_FUZZ_SEED` sets it.
 */
export function effort(runs: number): fc.Parameters<[bytes: Buffer]> {
  const { RON_FUZZ_SECONDS, RON_FUZZ_SEED } = process.env;
  const seed = RON_FUZZ_SEED === undefined ? {} : { seed: Number(RON_FUZZ_SEED) };
  if (RON_FUZZ_SECONDS === undefined) return { seed: 20_261_123, numRuns: runs, ...seed };
  // Typed for any value by fast-check, which has it take this one.
  const plugin: unknown = fc.interruptAfterTimeLimit(Number(RON_FUZZ_SECONDS) * 1_000);
  const plugins = [plugin] as NonNullable<fc.Parameters<[bytes: Buffer]>['plugins']>;
  return { numRuns: 100_000_000, plugins, ...seed };
}

/** How long a spec may take, in ms, before it counts as hanging. */
export const PATIENCE = 60_000 + Number(process.env['RON_FUZZ_SECONDS'] ?? 0) * 1_000;
