import type { ConfigIssue } from '../../errors.js';
import { formatPath } from '../data/formatPath.js';
import { isPlainObject } from '../data/isPlainObject.js';
import type { KeyPath } from '../KeyPath.js';
import { placeOf, visitSchema } from '../schema/visitSchema.js';
import { closest } from './closest.js';
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
  visitSchema(placeOf(schema, tree), ({ node, path, value }) => {
    const known = Object.keys(node.fields ?? {});
    if (known.length === 0 || !isPlainObject(value)) return;
    for (const name of Object.keys(value)) {
      if (known.includes(name)) continue;
      const unknown = [...path, name];
      const key = formatPath(unknown);
      const meant = didYouMean(name, known, leaves);
      issues.push({
        source: whereabouts(layers, unknown),
        key,
        message: `${key} is not a known key; ${meant ?? `known here: ${known.join(', ')}`}`,
      });
    }
  });
  return issues;
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
