import fc from 'fast-check';
import { ConfigRejectedError, secret, type ConfigSource } from 'ron-kernel';
import { describe, expect, it } from 'vitest';
import { object, string } from 'yup';
import { openKernelConfig } from '../../lib/config/index.js';
import { parseToml } from '../../lib/config/sources/parseToml.js';
import { parseYaml } from '../../lib/config/sources/parseYaml.js';
import { corpus, effort, mutated, PATIENCE } from './fuzz.js';

const languages = [
  ['toml', (text: string) => parseToml('file', text)],
  ['yaml', (text: string) => parseYaml('file', text, 'YAML')],
  ['json', (text: string) => parseYaml('file', text, 'JSON')],
] as const;
const tokens = [
  ...[
    '{',
    '}',
    '[',
    ']',
    '[[',
    ']]',
    '"',
    "'",
    '"""',
    ':',
    '=',
    ',',
    '.',
    '\n',
    '\r\n',
    '\t',
    '  ',
  ],
  ...['- ', '? ', '#', '&a ', '*a', '!!', '|', '>', '%', '---\n', '<<: ', '\\u0000', '\\ud800'],
  ...['0', '-1', '1e400', '0x1F', 'true', 'null', 'nan', '2026-01-02', '"1s"', '"hunter2"'],
  ...['__proto__', 'constructor', 'bus', 'supervisor', 'log', 'token', 'capacity', 'level'],
];
const schema = object({ token: secret(string()) });

/** What becomes of a file with this text, from the first byte to the snapshot. */
async function load(text: string, parse: (text: string) => Promise<unknown>): Promise<void> {
  try {
    const source: ConfigSource = {
      name: 'file',
      read: () => ({
        fingerprint: text,
        empty: false,
        parse: async () => ({ kind: 'values', values: await parse(text) }),
      }),
    };
    const config = await openKernelConfig({ schema, sources: [source], env: {}, reloadOn: [] });
    expect(config.value.bus.capacity).toSatisfy(Number.isInteger);
    expect(Object.isFrozen(config.value.supervisor)).toBe(true);
    await config.close();
  } catch (error) {
    if (!(error instanceof ConfigRejectedError)) throw error;
    expect(error.issues).not.toEqual([]);
    // A parser that fails shows nothing of the text: it may be a secret.
    if (error.issues.every(({ key }) => key === '')) {
      expect(`${error.message} ${JSON.stringify(error)}`).not.toContain('hunter2');
    }
  }
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
}

describe.each(languages)('a %s file of any content', (language, parse) => {
  const samples = corpus(language);

  it.each(samples)('is a config or a rejection: $name', ({ bytes }) =>
    load(bytes.toString(), parse),
  );

  it(
    'is a config or a rejection, whatever was changed in it',
    () =>
      fc.assert(
        fc.asyncProperty(mutated(samples, tokens), (bytes) => load(bytes.toString(), parse)),
        effort(800),
      ),
    PATIENCE,
  );
});
