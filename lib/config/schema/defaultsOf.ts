import { isPlainObject } from '../../internal/isPlainObject.js';
import type { SchemaNode } from './SchemaNode.js';

/** A schema's defaults as a layer to merge others onto: what has none isn't there. */
export function defaultsOf(schema: SchemaNode): unknown {
  return defined(schema.getDefault() ?? {});
}

function defined(value: unknown): unknown {
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, child]) =>
      child === undefined ? [] : [[key, defined(child)]],
    ),
  );
}
