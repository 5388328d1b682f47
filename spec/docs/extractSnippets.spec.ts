import { describe, expect, it } from 'vitest';
import { commentSnippets, markdownSnippets } from './extractSnippets.js';

const page = (...lines: string[]): string => lines.join('\n');

describe('markdownSnippets', () => {
  it('finds every ts block, where it begins, and no block of another language', () => {
    const text = page(
      '# A',
      '```ts',
      'a();',
      '',
      'b();',
      '```',
      '```sh',
      'rm',
      '```',
      '```typescript',
      'c();',
      '```',
    );
    expect(markdownSnippets('A.md', text)).toEqual([
      { file: 'A.md', line: 3, code: 'a();\n\nb();' },
      { file: 'A.md', line: 11, code: 'c();' },
    ]);
  });

  it('takes a block out of a list', () => {
    expect(
      markdownSnippets('A.md', page('- x', '  ```ts', '  if (a) {', '    b();', '  }', '  ```')),
    ).toEqual([{ file: 'A.md', line: 3, code: 'if (a) {\n  b();\n}' }]);
  });

  it('reads the directive right above a block, for that block alone', () => {
    const text = page(
      '<!-- snippet: prelude=bus -->',
      '',
      '```ts',
      'a();',
      '```',
      '```ts',
      'b();',
      '```',
    );
    expect(markdownSnippets('A.md', text).map(({ prelude }) => prelude)).toEqual([
      'bus',
      undefined,
    ]);
    const skipped = page('<!-- snippet: skip shows a mistake -->', '```ts', 'a();', '```');
    expect(markdownSnippets('A.md', skipped)).toMatchObject([{ skip: 'shows a mistake' }]);
  });

  it('refuses a directive it does not know, and a block without an end', () => {
    expect(() => markdownSnippets('A.md', page('', '<!-- snippet: skip -->'))).toThrow('A.md:2');
    expect(() => markdownSnippets('A.md', page('', '```ts', 'a();'))).toThrow('A.md:2');
  });
});

describe('commentSnippets', () => {
  it('finds the examples of exports and of their members, and nothing in a string', () => {
    const text = page(
      '/**',
      ' * A.',
      ' *',
      ' * @example',
      ' * ```ts',
      ' * a();',
      ' * ```',
      ' */',
      'export class A {',
      '  /**',
      '   * B.',
      '   * @example',
      '   * ```ts',
      '   * if (b) {',
      '   *   b();',
      '   * }',
      '   * ```',
      '   */',
      "  b = '/** @example */';",
      '}',
    );
    expect(commentSnippets('A.ts', text)).toEqual([
      { file: 'A.ts', line: 6, code: 'a();' },
      { file: 'A.ts', line: 14, code: 'if (b) {\n  b();\n}' },
    ]);
  });

  it('refuses an example that shows no code', () => {
    const text = page(
      '',
      '/**',
      ' * A.',
      ' *',
      ' * @example',
      ' * a();',
      ' */',
      'export const a = 1;',
    );
    expect(() => commentSnippets('A.ts', text)).toThrow('A.ts:2');
    expect(() => commentSnippets('A.ts', '/** @example a() */\nexport const a = 1;')).toThrow(
      'A.ts:1',
    );
  });
});
