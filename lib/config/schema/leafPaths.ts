import type { KeyPath } from '../KeyPath.js';
import { placeOf, visitSchema } from './visitSchema.js';

/** The paths of all that a schema can hold a single value at: what isn't a section of further keys. */
export function leafPaths(schema: unknown): KeyPath[] {
  const paths: KeyPath[] = [];
  visitSchema(placeOf(schema, undefined), ({ node, path }) => {
    if (Object.keys(node.fields ?? {}).length === 0 && path.length > 0) paths.push(path);
  });
  return paths;
}
