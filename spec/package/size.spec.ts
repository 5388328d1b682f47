import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { rolldown } from 'rolldown';
import { describe, expect, it } from 'vitest';
import { root } from './consumer.js';

/** Bytes of an entry point and all of ours that it loads, bundled, minified and gzipped. */
async function bundledSize(entry: string): Promise<number> {
  const bundle = await rolldown({
    input: join(root, 'dist', entry),
    external: (id) => !id.startsWith('.') && !id.startsWith('/'), // rxjs and the other packages
    platform: 'node',
  });
  const { output } = await bundle.generate({ minify: true });
  await bundle.close();
  const code = output.map((part) => (part.type === 'chunk' ? part.code : '')).join('\n');
  expect(code).not.toBe('');
  return gzipSync(code, { level: 9 }).length;
}

// A size that grows past its limit is a decision, not an accident: change the figure with the code.
describe('what an entry point weighs, bundled, minified and gzipped', () => {
  it.each([
    ['index.js', 80],
    ['bus/index.js', 10],
    ['nats/index.js', 20],
    ['supervision/index.js', 14],
    ['workers/index.js', 20],
    ['testing/index.js', 70],
  ])('%s: at most %i kB', async (entry, kilobytes) => {
    expect((await bundledSize(entry)) / 1_000).toBeLessThanOrEqual(kilobytes);
  });
});
