import { ChildSpecError } from '../errors.js';

interface Node {
  readonly name: string;
  readonly dependsOn: readonly string[];
}

/**
 * The order to start in: as given, but each after all it depends on. Throws on a name taken twice, on
 * a dependency that doesn't exist, and on a circle, which it prints as a path.
 */
export function startOrder<N extends Node>(nodes: readonly N[]): N[] {
  const byName = new Map<string, N>();
  for (const node of nodes) {
    if (byName.has(node.name)) {
      throw new ChildSpecError(`two children are named '${node.name}'; names must be unique`);
    }
    byName.set(node.name, node);
  }

  const ordered = new Set<N>();
  const path: string[] = [];
  const visit = (node: N): void => {
    if (ordered.has(node)) return;
    const seen = path.indexOf(node.name);
    if (seen >= 0) {
      const circle = [...path.slice(seen), node.name].join(' → ');
      throw new ChildSpecError(`children depend on each other in a circle: ${circle}`);
    }
    path.push(node.name);
    for (const name of node.dependsOn) {
      const dependency = byName.get(name);
      if (dependency === undefined) {
        throw new ChildSpecError(`'${node.name}' depends on '${name}', which is no child here`);
      }
      visit(dependency);
    }
    path.pop();
    ordered.add(node);
  };
  nodes.forEach(visit);
  return [...ordered];
}
