import type { ChildState } from './ChildState.js';

/**
 * `states` and, behind each supervisor among them, those of its children: named by their path, as
 * incidents are, and critical only where all above them are. A supervisor that is up waits for its
 * children; those of one that isn't wait for it, since it is why they are down.
 */
export function withNested(states: readonly ChildState[]): readonly ChildState[] {
  if (states.every(({ children }) => children.length === 0)) return states;
  return states.flatMap((state) => [...family(state)]);
}

function* family(parent: ChildState): Iterable<ChildState> {
  const { name, critical, children, state } = parent;
  const path = (child: string): string => `${name}/${child}`;
  const isUp = state === 'starting' || state === 'running';
  const below = isUp ? children.map((child) => path(child.name)) : [];
  yield { ...parent, dependsOn: [...parent.dependsOn, ...below] };
  for (const child of children) {
    const waitsFor = child.dependsOn.map(path);
    yield* family({
      ...child,
      name: path(child.name),
      critical: critical && child.critical,
      dependsOn: isUp ? waitsFor : [...waitsFor, name],
    });
  }
}
