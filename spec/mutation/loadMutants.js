import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';

const dist = new URL('../../dist/', import.meta.url).href;
let mutated;

export function initialize({ dir }) {
  mutated = pathToFileURL(`${dir}/dist/`).href;
}

/** Has a file of the package replaced by the one with its mutants in it, if there is one. */
export async function load(url, context, nextLoad) {
  if (!url.startsWith(dist)) return nextLoad(url, context);
  try {
    const source = await readFile(new URL(url.replace(dist, mutated)));
    return { format: 'module', source, shortCircuit: true };
  } catch (error) {
    if (error.code === 'ENOENT') return nextLoad(url, context);
    throw error;
  }
}
