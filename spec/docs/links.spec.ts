/*
 * Every link of the pages that leads to another place in this repository leads there: the file exists, and the heading.
 * (The doc comments' links are checked by typedoc, `npm run docs`.)
 */
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pages, read, root } from './pages.js';
import { readPage } from './readPage.js';

/** Made by a build, and not there in a fresh clone. */
const MADE = /^(build|coverage|dist|docs|node_modules)\//;

/** What is wrong with the links of a page. */
function broken(file: string, text: string): string[] {
  const page = readPage(text);
  return page.links.flatMap(({ href, line }) => {
    if (/^[a-z]+:/.test(href)) return [];
    const [path = '', anchor] = decodeURI(href).split('#');
    const target = path === '' ? file : normalize(join(dirname(file), path));
    const where = `${file}:${line}: ${href}`;
    if (MADE.test(target) || !existsSync(join(root, target))) return [`${where}: no such file`];
    if (anchor === undefined) return [];
    const { anchors } = target === file ? page : readPage(read(target));
    return anchors.has(anchor) ? [] : [`${where}: no such heading`];
  });
}

describe('links between pages', () => {
  it.each(pages)('%s', (file) => {
    expect(broken(file, read(file))).toEqual([]);
  });

  it('would be found out if they led nowhere', () => {
    const text =
      '# A `b`, c!\n\n[x](#a-b-c) [x](#a-b) [x](nowhere.md)\n\n[x](perf/README.md#nothing) [x](dist/index.js)';
    expect(broken('README.md', text)).toEqual([
      'README.md:3: #a-b: no such heading',
      'README.md:3: nowhere.md: no such file',
      'README.md:5: perf/README.md#nothing: no such heading',
      'README.md:5: dist/index.js: no such file',
    ]);
  });
});
