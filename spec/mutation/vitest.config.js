import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import base from '../../vitest.config.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { sources } = JSON.parse(readFileSync(`${process.env['RON_MUTATION']}/mutants.json`, 'utf8'));

/** How `npm run mutation` runs specs: on files with all their mutants in them, one switched on at a time. */
export default defineConfig({
  ...base,
  root,
  plugins: [
    {
      name: 'mutants',
      enforce: 'pre',
      transform: (_, id) => sources[id.split('?', 1)[0].slice(root.length)],
    },
  ],
  test: {
    ...base.test,
    // Browsers, threads and child processes have no switches, and outlive a process that a mutant ends.
    exclude: [
      'spec/bus/browser.spec.ts',
      'spec/supervision/services/**',
      'spec/config/sources/permissions.spec.ts',
    ],
    runner: fileURLToPath(new URL('MutationRunner.ts', import.meta.url)),
    maxWorkers: Number(process.env['RON_MUTATION_JOBS']),
    silent: true,
  },
});
