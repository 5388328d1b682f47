import type { ConfigIssue } from '../../errors.js';
import { formatPath } from '../data/formatPath.js';
import { isPlainObject } from '../../internal/isPlainObject.js';
import type { KeyPath } from '../KeyPath.js';
import { childPlace, placeOf, type SchemaPlace } from '../schema/visitSchema.js';
import { closest } from '../../internal/closest.js';
import { whereabouts, type SourceLayer } from './SourceLayer.js';

/**
 * The keys no part of the schema names, each with what was likely meant. A section without fields of
 * its own, a bare `object()`, takes any.
 *
 * @param leaves the paths of all leaves of the schema, to find a key put into the wrong section
 */
export function findUnknownKeys(
  schema: unknown,
  tree: unknown,
  layers: readonly SourceLayer[],
  leaves: readonly KeyPath[],
): ConfigIssue[] {
  const issues: ConfigIssue[] = [];

  const search = (place: SchemaPlace): void => {
    const { node, value } = place;
    if (!isContainer(value)) return;
    const known = node.fields && isPlainObject(value) ? Object.keys(node.fields) : [];
    for (const name of known.length > 0 ? Object.keys(value) : []) {
      if (!known.includes(name)) report([...place.path, name], known);
    }
    for (const [name, child] of Object.entries(value)) {
      const below = isContainer(child) ? childPlace(place, name, child) : undefined;
      if (below) search(below);
    }
  };
  const report = (path: KeyPath, known: readonly string[]): void => {
    const key = formatPath(path);
    const meant = didYouMean(path.at(-1) ?? '', known, leaves);
    issues.push({
      source: whereabouts(layers, path),
      key,
      message: `${key} is not a known key; ${meant ?? `known here: ${known.join(', ')}`}`,
    });
  };

  const top = placeOf(schema, tree);
  if (top) search(top);
  return issues;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function didYouMean(
  name: string,
  siblings: readonly string[],
  leaves: readonly KeyPath[],
): string | undefined {
  const sibling = closest(name, siblings);
  if (sibling !== undefined) return `did you mean '${sibling}'?`;
  const elsewhere = leaves.find((path) => path.at(-1) === name);
  return elsewhere && `did you mean '${formatPath(elsewhere)}'?`;
}
