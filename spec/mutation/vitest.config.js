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
    // A browser has no switches, nor has a process of another user, and both outlive one that a mutant ends.
    exclude: ['spec/bus/browser.spec.ts', 'spec/config/sources/permissions.spec.ts'],
    runner: fileURLToPath(new URL('MutationRunner.ts', import.meta.url)),
    hookTimeout: 5_000, // for a mutant that keeps what was started from being stopped
    maxWorkers: Number(process.env['RON_MUTATION_JOBS']),
    silent: true,
  },
});
