import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const lib = fileURLToPath(new URL('lib', import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^ron-kernel$/, replacement: `${lib}/index.ts` },
      { find: /^ron-kernel\/(.+)$/, replacement: `${lib}/$1/index.ts` },
    ],
  },
  test: {
    include: ['spec/**/*.spec.ts'],
    pool: 'forks',
    maxWorkers: 3, // what takes long waits for processes, sockets and files rather than for a core
    execArgv: ['--expose-gc'], // some specs ask whether memory is released
    testTimeout: 60_000, // a guard against hanging, no measure of speed
    hookTimeout: 60_000,
    restoreMocks: true,
    coverage: {
      provider: 'v8',
      include: ['lib/**/*.ts'],
      // What runs in a browser, in workers and child processes, or as a process ends, where this
      // doesn't count. spec/http/page, spec/supervision/services, spec/workers and spec/kernel see it there.
      exclude: [
        'lib/http/page/client/**',
        'lib/http/watchdog/worker.ts',
        'lib/internal/{ProcessEnd,endProcess,onExitSignals,onFailedExit,onUncaught}.ts',
        'lib/supervision/services/parentLink.ts',
        'lib/workers/{parentBus,WorkerBus}.ts',
      ],
      reporter: ['text-summary', 'json-summary'],
      thresholds: { lines: 95, branches: 95, functions: 95, statements: 95 },
    },
  },
});
