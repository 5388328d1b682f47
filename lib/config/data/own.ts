/** What stands at `key` of an object or array itself: nothing inherited, nothing of a string. */
export function own(container: unknown, key: string): unknown {
  if (typeof container !== 'object' || container === null || !Object.hasOwn(container, key)) {
    return undefined;
  }
  return Reflect.get(container, key);
}
