import { defineConfig } from 'vitest/config';
import base from '../vitest.config.ts';

/** How `npm run mutation` runs specs: those of what it mutates, in threads, which take no flags of their own. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: [process.env['RON_SPECS'] ?? 'spec/{bus,supervision,config}/**/*.spec.ts'],
    // Browsers, threads, processes and files that change: too slow to be asked a thousand times over.
    exclude: [
      'spec/bus/browser.spec.ts',
      'spec/supervision/services/**',
      'spec/config/sources/permissions.spec.ts',
      'spec/config/triggers/**',
    ],
    testNamePattern: /^(?!.*keeps to the directory it was made in)/, // threads share one
    execArgv: [],
  },
});
