/* What a hosted CI is told to do is there to be done, and a release says where it comes from. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { root } from './consumer.js';

interface Workflow {
  readonly jobs: Readonly<
    Record<
      string,
      {
        readonly permissions?: Readonly<Record<string, string>>;
        readonly strategy?: { readonly matrix: { readonly version: readonly string[] } };
        readonly steps: readonly { readonly run?: string; readonly uses?: string }[];
      }
    >
  >;
}

const folder = join(root, '.github/workflows');
const read = (file: string): Workflow =>
  parse(readFileSync(join(folder, file), 'utf8')) as Workflow;
const runsOf = (file: string): string[] =>
  Object.values(read(file).jobs).flatMap(({ steps }) => steps.flatMap(({ run = [] }) => run));
const { scripts, engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
  engines: { node: string };
};

describe('the workflows', () => {
  it.each(readdirSync(folder))('%s runs what there is', (file) => {
    const runs = runsOf(file);
    expect(runs).not.toEqual([]);
    for (const run of runs) {
      const [, script] = /^npm run (?:--silent )?([\w:-]+)/.exec(run) ?? [];
      if (script !== undefined) expect(scripts).toHaveProperty([script]);
      const [, program] = /^bash (\S+)/.exec(run) ?? [];
      if (program !== undefined) expect(existsSync(join(root, program)), run).toBe(true);
    }
  });

  it('test on every Node that is supported, from the oldest on, and audit what is installed', () => {
    const { node, audit } = read('ci.yml').jobs;
    expect(node?.strategy?.matrix.version).toEqual(['20.19', '22', '24', '26']);
    expect(engines.node).toBe('>=20.19');
    const audits = audit?.steps.flatMap(({ run = [] }) => run) ?? [];
    expect(audits).toContain('npm audit --omit=dev');
    expect(audits).toContain('npm audit signatures');
  });

  it('release with provenance, after the tests', () => {
    const runs = runsOf('release.yml');
    const publish = runs.findIndex((run) => run.startsWith('npm publish --provenance'));
    expect(runs.indexOf('npm test')).toBeGreaterThan(-1);
    expect(publish).toBeGreaterThan(runs.indexOf('npm test'));
    expect(read('release.yml').jobs['publish']?.permissions).toMatchObject({ 'id-token': 'write' });
  });
});
