import { randomBytes } from 'node:crypto';

const ids = new WeakMap<object, string>();

/** An id of its own for each bus: what its events are known by elsewhere. */
export function nodeId(bus: object): string {
  const known = ids.get(bus);
  if (known !== undefined) return known;
  const id = randomBytes(8).toString('hex');
  ids.set(bus, id);
  return id;
}
