/** The text of every value in a tree, however deep; keys are not values. */
export function textsOf(tree: unknown): string[] {
  switch (typeof tree) {
    case 'string':
      return tree === '' ? [] : [tree];
    case 'number':
    case 'boolean':
      return [String(tree)];
    case 'object':
      if (tree instanceof Date) return [String(tree), JSON.stringify(tree).slice(1, -1)];
      return Object.values(tree ?? {}).flatMap(textsOf);
    default:
      return [];
  }
}
