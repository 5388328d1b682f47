import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { mutations } from './mutations.js';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');

// Whether the simulation finds them takes minutes: `npm run simulate:prove`, nightly.
describe('the faults to be planted', () => {
  it.each(mutations)('has its place in the library: $name', ({ file, changes }) => {
    const text = read(`../../lib/${file}`);
    for (const [from, to] of changes) {
      expect(text.split(from)).toHaveLength(2);
      expect(to).not.toBe(from);
    }
  });

  it('are in the table of what was found, in their order', () => {
    const rows = [...read('README.md').matchAll(/^\| ([^|]+?) +\| \d+ +\| [^|]+\|$/gm)];
    expect(rows.map(([, name]) => name)).toEqual(mutations.map(({ name }) => name));
  });
});
