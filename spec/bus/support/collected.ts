import { setImmediate as immediate } from 'node:timers/promises';

/** Collects garbage until each of `references` is gone, or it is plain that they stay. Returns which are left. */
export async function leftOf(references: readonly WeakRef<object>[]): Promise<number[]> {
  const { gc } = globalThis;
  if (gc === undefined) throw new Error('run with --expose-gc');
  for (let round = 0; round < 10; round++) {
    await immediate();
    gc();
    if (references.every((reference) => reference.deref() === undefined)) break;
  }
  return references.flatMap((reference, at) => (reference.deref() === undefined ? [] : [at]));
}
