/** Freezes a tree of plain data, itself included. */
export function deepFreeze<T>(tree: T): T {
  if (typeof tree === 'object' && tree !== null && !Object.isFrozen(tree)) {
    for (const value of Object.values(tree)) deepFreeze(value);
    Object.freeze(tree);
  }
  return tree;
}
