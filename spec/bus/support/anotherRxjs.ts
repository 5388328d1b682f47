import { createRequire } from 'node:module';

/** A second copy of RxJS, as a dependency that brings its own would load. */
export function anotherRxjs(): typeof import('rxjs') {
  const require = createRequire(import.meta.url);
  for (const file of Object.keys(require.cache)) {
    if (file.includes('/node_modules/rxjs/')) Reflect.deleteProperty(require.cache, file);
  }
  return require('rxjs') as typeof import('rxjs');
}
