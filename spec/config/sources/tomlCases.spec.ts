import { ConfigRejectedError } from 'ron-kernel';
import { describe, expect, it } from 'vitest';
import { parseToml } from '../../../lib/config/sources/parseToml.js';

/** Documents that TOML 1.0 allows, and what they mean: one for each thing a config file may use. */
const valid: readonly (readonly [document: string, tree: unknown])[] = [
  ['', {}],
  ['# only a comment', {}],
  ['a = 1 # comment', { a: 1 }],
  ['a = "1 # no comment"', { a: '1 # no comment' }],
  ["a = 'C:\\path'", { a: 'C:\\path' }],
  ['a = "\\u00e9\\t\\""', { a: 'é\t"' }],
  ['a = """\nx\\\n   y"""', { a: 'xy' }],
  ["a = '''\nx\ny'''", { a: 'x\ny' }],
  ['a = 1_000', { a: 1_000 }],
  ['a = 0xff\nb = 0o17\nc = 0b11', { a: 255, b: 15, c: 3 }],
  ['a = -1.5e3\nb = +0.5', { a: -1_500, b: 0.5 }],
  ['a = inf\nb = -inf', { a: Infinity, b: -Infinity }],
  ['a = true\nb = false', { a: true, b: false }],
  ['a = [1, 2,\n 3, # last\n]', { a: [1, 2, 3] }],
  ['a = [[1], ["x"]]', { a: [[1], ['x']] }],
  ['a = { b = 1, c = { d = 2 } }', { a: { b: 1, c: { d: 2 } } }],
  ['a.b.c = 1', { a: { b: { c: 1 } } }],
  ['"a.b" = 1\n\'c d\' = 2', { 'a.b': 1, 'c d': 2 }],
  ['[a]\nb = 1\n[a.c]\nd = 2', { a: { b: 1, c: { d: 2 } } }],
  ['[a.b]\n[a]\nc = 1', { a: { b: {}, c: 1 } }],
  ['[[a]]\nb = 1\n[[a]]\nb = 2', { a: [{ b: 1 }, { b: 2 }] }],
  ['1 = 1\n-x_ = 2', { 1: 1, '-x_': 2 }],
];

/** Documents it doesn't. */
const invalid: readonly string[] = [
  ...[
    'a',
    'a =',
    '= 1',
    'a = 1 b = 2',
    'a b = 1',
    'a = nul',
    'a = True',
    '"a = 1',
    '[a',
    '[]',
    '[a]]',
  ],
  ...['a = "x', "a = 'x", 'a = "\\q"', 'a = "\\u12"', 'a = "\n"', 'a = """x', 'a = "\u0001"'],
  ...[
    'a = 01',
    'a = 1__0',
    'a = _1',
    'a = 1_',
    'a = 0x',
    'a = 0b2',
    'a = 1.',
    'a = .5',
    'a = 1e',
    'a = +',
  ],
  ...[
    'a = [1',
    'a = [,]',
    'a = [1 2]',
    'a = {b = 1',
    'a = {b = 1 c = 2}',
    'a = {,}',
    'a = 1\na = 2',
  ],
  ...[
    '[a]\n[a]',
    'a = 1\n[a]',
    'a.b = 1\na = 2',
    '[a]\nb = 1\n[a.b]',
    'a = []\n[[a]]',
    '[[a]]\n[a]',
  ],
  ...['a = {b = 1}\n[a.c]', 'a = {b = 1}\na.c = 2', 'a = 2026-13-01', 'a = 25:00:00'],
  ...['a = 1979-05-27T', 'a = # nothing', 'a..b = 1', '.a = 1', 'a. = 1', '[a.]', '[a..b]'],
];

describe('TOML', () => {
  it.each(valid)('%j is %j', async (document, tree) => {
    expect(await parseToml('file', document)).toEqual(tree);
  });

  it.each(invalid)('%j is refused, with line and column', async (document) => {
    const error: unknown = await parseToml('file', document).catch((thrown: unknown) => thrown);
    if (!(error instanceof ConfigRejectedError)) throw new Error('it was taken');
    const [issue] = error.issues;
    expect(issue).toMatchObject({ source: 'file', key: '' });
    expect(issue?.message).toMatch(/^is no valid TOML: (?!Invalid TOML)\S{3}[^\n]*$/);
    expect(issue?.line).toBeGreaterThan(0);
    expect(issue?.column).toBeGreaterThan(0);
  });
});
