import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigRejectedError } from 'ron-kernel';
import { parseToml } from '../../../lib/config/sources/parseToml.js';
import { parseYaml } from '../../../lib/config/sources/parseYaml.js';

type Parse = (text: string) => Promise<unknown>;
const parsers: readonly (readonly [string, Parse])[] = [
  ['TOML', (text) => parseToml('file', text)],
  ['YAML', (text) => parseYaml('file', text, 'YAML')],
  ['JSON', (text) => parseYaml('file', text, 'JSON')],
];

/** Text that comes close to a config: its punctuation, keys that bite, and a word never to be shown. */
const piece = fc.oneof(
  fc.constantFrom(
    ...['{', '}', '[', ']', '[[', ']]', '"', "'", '"""', ':', ': ', '=', ',', '\n', '\r\n', '\t'],
    ...[
      ' ',
      '  ',
      '- ',
      '? ',
      '#',
      '&a ',
      '*a',
      '!!',
      '!x ',
      '|',
      '>',
      '%',
      '@',
      '`',
      '---',
      '...',
    ],
    ...['<<', '\\', '\\u0000', '.', '1e9', '-0', '0x1F', 'true', 'null', 'nan', '2026-01-02'],
    ...['a', 'b', '__proto__', 'constructor', 'hunter2'],
  ),
  fc.string({ maxLength: 3, unit: 'binary' }),
);
const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(''));
const run = { seed: 20_260_102, numRuns: 1_500 };

/** Everything in an error that people get to see. */
const shown = (error: ConfigRejectedError): string =>
  `${error.message} ${String(error.stack)} ${JSON.stringify(error)}`;

describe.each(parsers)('a %s file of any content', (_language, parse) => {
  it('is a tree or a rejection that quotes nothing of it, and touches no prototype', async () => {
    let rejections = 0;
    await fc.assert(
      fc.asyncProperty(text, async (content) => {
        try {
          await parse(content);
        } catch (error) {
          rejections += 1;
          if (!(error instanceof ConfigRejectedError)) throw error;
          expect(shown(error)).not.toContain('hunter2');
        }
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
      run,
    );
    expect(rejections).toBeGreaterThan(0);
  });
});

describe.each(['YAML', 'JSON'] as const)('a %s file that JSON wrote', (language) => {
  it('comes back as it was', async () => {
    const data = fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue({ maxDepth: 3 }), {
      noNullPrototype: true,
    });
    // Integers that a number can't hold exactly are refused, as in TOML.
    const isExact = (json: string): boolean =>
      (json.match(/(?<![\d.])\d+(?![\d.e])/gu) ?? []).every((digits) =>
        Number.isSafeInteger(+digits),
      );
    await fc.assert(
      fc.asyncProperty(data, async (tree) => {
        const json = JSON.stringify(tree);
        fc.pre(isExact(json));
        expect(await parseYaml('file', json, language)).toEqual(JSON.parse(json));
      }),
      { ...run, numRuns: 500 },
    );
  });
});
