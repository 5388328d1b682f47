/*
 * Every ```ts block of the README, of the pages in playground/ (the guides among them) and perf/, and of the doc comments in
 * lib/ is compiled as strictly as the library, against the built package, and run in a fresh Node
 * process, where it must end by itself with exit code 0.
 *
 * A block that says what it imports needs nothing else. A page's block that leans on names it
 * doesn't declare (a logger, the bus of the block before) names a module of spec/docs/preludes/
 * that exports them, in a comment right above it, which readers don't see:
 *
 *   <!-- snippet: prelude=bus -->
 *
 * Whatever the prelude exports and the block doesn't declare itself is imported for it. Files in
 * preludes/ also lie in the directory the block runs in (`fileSource('app.toml')`).
 * `<!-- snippet: skip reason -->` is for a block that can't be run at all.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileSnippets, type CompiledSnippet } from './compileSnippets.js';
import { commentSnippets, markdownSnippets, type Snippet } from './extractSnippets.js';
import { filesOf, pages, read, root } from './pages.js';
import { runSnippet } from './runSnippet.js';

const preludes = join(root, 'spec/docs/preludes');
const build = join(root, 'build');
mkdirSync(build, { recursive: true });
const folder = mkdtempSync(join(build, 'snippets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const snippets: readonly Snippet[] = [
  ...pages.flatMap((file) => markdownSnippets(file, read(file))),
  ...filesOf('lib', '.ts').flatMap((file) => commentSnippets(file, read(file))),
];

describe('the documentation', () => {
  let compiled: readonly CompiledSnippet[] = [];
  beforeAll(() => {
    compiled = compileSnippets(root, join(folder, 'all'), preludes, snippets);
  }, 60_000);

  it('shows code', () => {
    expect(snippets).not.toEqual([]);
  });

  describe.concurrent('runs as shown', () => {
    snippets.forEach((snippet, index) => {
      it.skipIf(snippet.skip !== undefined)(`${snippet.file}:${snippet.line}`, async () => {
        const { errors = 'not compiled', script = '' } = compiled[index] ?? {};
        expect(errors).toBe('');
        expect(await runSnippet(script)).toBe('');
      });
    });
  });
});

describe('the check of the documentation', () => {
  const plant = (...code: string[]): CompiledSnippet[] => {
    const planted = code.map((text) => ({ file: 'planted.md', line: 7, code: text }));
    return compileSnippets(root, mkdtempSync(join(folder, 'planted-')), preludes, planted);
  };

  it('sees a type error on the line it is on, and an import that is not exported', () => {
    const [typed, internal] = plant(
      'const a = 1;\nconst b: string = a;',
      "import { show } from 'ron-kernel/internal/options.js';\nshow(1);",
    );
    expect(typed?.errors).toContain('planted.md:8: ');
    expect(internal?.errors).toContain('planted.md:7: ');
  });

  it('sees a throw, an exit code, a rejection, and what does not end', async () => {
    const planted = plant(
      "throw new Error('boom');",
      'process.exit(3);',
      "void Promise.reject(new Error('lost'));",
      'await new Promise(() => undefined);',
      'console.log(1);',
    );
    expect(planted.map(({ errors }) => errors).join('')).toBe('');
    const outcomes = await Promise.all(planted.map(({ script }) => runSnippet(script)));
    expect(outcomes).toEqual([
      expect.stringContaining('boom'),
      expect.stringContaining('exit code 3'),
      expect.stringContaining('lost'),
      expect.stringContaining('exit code 13'),
      '',
    ]);
  });

  it('sees what does not end', async () => {
    const [endless] = plant('setInterval(() => undefined, 1_000);');
    expect(await runSnippet(endless?.script ?? '', 500)).toContain('not over');
  });
});
