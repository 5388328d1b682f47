import { mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

// Within the project, where a bundle finds RxJS.
const folder = fileURLToPath(new URL('../../../bundled/', import.meta.url));

/** What a bundler makes of `import 'ron-kernel'`, once {@link bundle} has run. */
export const BUNDLED = new URL('../../../bundled/index.js', import.meta.url).href;

/** Puts all of ours that an import loads at once into few files; other packages stay where they are. */
export async function bundle(): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const bundling = await rolldown({
    input: { index: fileURLToPath(import.meta.resolve('ron-kernel')) },
    external: (id) => !id.startsWith('.') && !id.startsWith('/'),
    platform: 'node',
  });
  await bundling.write({ dir: folder });
  await bundling.close();
}
