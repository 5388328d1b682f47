import { turn } from './turn.js';

/** Collects garbage, now. Throws where Node wasn't started with `--expose-gc`. */
export function collect(): void {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error('memory is measured under --expose-gc');
  gc();
}

/** Collects until nothing is left that some collection, or some turn of the event loop, sets free. */
export async function collectAll(): Promise<void> {
  for (let n = 0; n < 3; n++) {
    collect();
    await turn();
  }
}
