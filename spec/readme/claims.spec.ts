/*
 * Every claim of the README is in the table of spec/README.md, which says what tests it, and everything that the table
 * names exists. What fails here says which row to add, change or take out.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { read, root } from '../docs/pages.js';
import { claimsOf } from './claims.js';
import { stale, unfounded, unproven, type Evidence } from './faultsOf.js';
import { readTable } from './readTable.js';
import { titlesIn } from './titlesIn.js';

const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
const camelCase = (name: string): string =>
  name.replaceAll(/-(\w)/g, (_, c: string) => c.toUpperCase());

const evidence: Evidence = {
  titles: (file) =>
    file.endsWith('.ts') && existsSync(join(root, file)) ? titlesIn(read(file)) : undefined,
  isCommand: (command) => {
    const [, script = '', name = ''] = /^npm run ([\w:-]+)(?: ([\w-]+))?$/.exec(command) ?? [];
    if (script === '') return command.startsWith('.ci/') && existsSync(join(root, command));
    if (!(script in scripts)) return false;
    const files = [`perf/micro/${camelCase(name)}.ts`, `perf/rigs/${camelCase(name)}.ts`];
    return name === '' || files.some((file) => existsSync(join(root, file)));
  },
};

describe('the claims of the README', () => {
  const claims = claimsOf(read('README.md'));
  const table = readTable(read('spec/README.md'));

  it('are there', () => {
    expect(claims.length).toBeGreaterThan(100);
  });

  it('are each in the table, or excepted', () => {
    expect(unproven(claims, table).join('\n\n')).toBe('');
  });

  it('are what the table says they are', () => {
    expect(stale(claims, table).join('\n')).toBe('');
  });

  it('are tested by what there is', () => {
    expect(unfounded(table, evidence).join('\n')).toBe('');
  });
});

describe('the check of the claims', () => {
  const readme = [
    '# A kernel',
    'It is `fast`, [and](x.md) **never late**. It costs',
    'nothing!',
    '',
    '| key | default |',
    '| --- | ------- |',
    '| `a.b` | 1 |',
    '',
    '```ts',
    'Code. Is no claim.',
    '```',
    '',
    '- One_two. Three | four.',
    '',
    '## License',
    'MIT.',
  ].join('\n');
  const rows = (...lines: string[]): string =>
    ['| claim | tested by |', '| --- | --- |', ...lines].join('\n');
  const proof = '`spec/readme/claims.spec.ts` › would pass';
  const all = [
    `| It is \`fast\`, and never late. It costs nothing! | ${proof} |`,
    `| \`a.b\` | ${proof} |`,
    `| One\\_two. | ${proof} |`,
    `| Three \\| four. | ${proof}<br>\`npm run test\` |`,
  ];
  const sections = '\n\n| section without claims | because |\n| --- | --- |\n| License | none |\n';
  const claims = claimsOf(readme);
  const faults = (text: string): string[] => {
    const table = readTable(text);
    const known: Evidence = {
      titles: (file) => (file === 'spec/readme/claims.spec.ts' ? ['would pass'] : undefined),
      isCommand: (command) => command === 'npm run test',
    };
    return [...unproven(claims, table), ...stale(claims, table), ...unfounded(table, known)];
  };

  it('passes a table of them all', () => {
    expect(faults(rows(...all) + sections)).toEqual([]);
  });

  it('says which row a claim lacks, that can be put in as it is', () => {
    const [fault = '', ...others] = faults(rows(...all.slice(0, 2), ...all.slice(3)) + sections);
    expect(others).toEqual([]);
    expect(fault).toContain('README.md:13, under "A kernel"');
    expect(fault).toContain('\n| One\\_two. | `spec/….spec.ts` › title of the test |');
    const [, row = ''] = fault.split('\n');
    const added = rows(...all.slice(0, 2), row, ...all.slice(3)) + sections;
    expect(faults(added)).toEqual(['spec/README.md:5: there is no spec/….spec.ts']);
  });

  it('finds a claim that is planted in the README', () => {
    const planted = read('README.md').replace('\n## The bus\n', '$&\nIt also makes coffee.\n');
    const table = readTable(read('spec/README.md'));
    expect(unproven(claimsOf(planted), table)).toContainEqual(
      expect.stringMatching(/under "The bus"[^]*\n\| It also makes coffee\. \|/),
    );
  });

  it.each([
    ['a row that is no longer true', '| It flies. | `npm run test` |', `doesn't say "It flies."`],
    [
      'a row that is in part',
      '| One\\_two. It flies. | `npm run test` |',
      `doesn't say "One_two. It`,
    ],
    ['a spec that is gone', '| One\\_two. | `spec/gone.spec.ts` › a |', 'no spec/gone.spec.ts'],
    ['a title that was changed', '| One\\_two. | `spec/readme/claims.spec.ts` › a |', 'has no "a"'],
    ['a command that is gone', '| One\\_two. | `npm run gone` |', 'no command "npm run gone"'],
    ['a row without a proof', '| One\\_two. | |', 'no command ""'],
  ])('finds %s', (_what, row, fault) => {
    expect(faults(rows(...all, row) + sections)).toEqual([expect.stringContaining(fault)]);
  });

  it('excepts what begins as said', () => {
    const begun = (text: string): string =>
      `\n\n| no claim | because |\n| --- | --- |\n| ${text} … | it is told elsewhere |\n`;
    const some = rows(...all.slice(0, 3)) + sections;
    expect(faults(some + begun('Three \\|'))).toEqual([]);
    expect(faults(some + begun('Four'))).toHaveLength(2);
  });

  it('finds a section that is excepted and gone', () => {
    const text = rows(...all) + sections.replace('| License |', '| License |\n| Gone |');
    expect(faults(text)).toEqual([expect.stringContaining('"Gone"')]);
  });

  it('knows a spec by its titles, those of groups and of cases too', () => {
    const code =
      "describe('a', () => { it.skipIf(x).each([1])('b %i', f); it(`c ${x}`, f); g('d'); });";
    expect(titlesIn(code)).toEqual(['a', 'b %i', 'c ${x}']);
  });
});
