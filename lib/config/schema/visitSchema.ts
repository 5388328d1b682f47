import { own } from '../data/own.js';
import type { KeyPath } from '../KeyPath.js';
import { isSchemaNode, type SchemaNode } from './SchemaNode.js';

/** One schema within a schema, and the value that stands there. */
export interface SchemaPlace {
  readonly path: KeyPath;
  /** The path as far as the first array: what a whole value can be set or kept at. */
  readonly anchor: KeyPath;
  /** With conditions and laziness resolved. */
  readonly node: SchemaNode;
  /** What `meta()` says of it. */
  readonly marks: Readonly<Record<PropertyKey, unknown>>;
  readonly value: unknown;
  /** The places of its fields or items. */
  readonly children: readonly SchemaPlace[];
}

interface Position {
  readonly path: KeyPath;
  readonly anchor: KeyPath;
  readonly parent: unknown;
}

const TOP: Position = { path: [], anchor: [], parent: undefined };

/** The place of a schema's child at `key`, were `value` there; nothing where the schema says nothing. */
export function childPlace(
  place: SchemaPlace,
  key: string,
  value: unknown,
): SchemaPlace | undefined {
  const inArray = Array.isArray(place.value);
  const path = [...place.path, key];
  const anchor = inArray || place.anchor.length < place.path.length ? place.anchor : path;
  return placeOf(childSchema(place.node, key, inArray), value, {
    path,
    anchor,
    parent: place.value,
  });
}

/** The place of `schema` and, through `children`, of all it holds. */
export function placeOf(
  schema: unknown,
  value: unknown,
  position: Position = TOP,
): SchemaPlace | undefined {
  if (!isSchemaNode(schema)) return undefined;
  const node = schema.resolve({ value, parent: position.parent });
  // A lazy schema may hold itself: without a value there is no telling where it would end.
  const endless = schema.type === 'lazy' && value === undefined;
  const place = {
    path: position.path,
    anchor: position.anchor,
    node,
    marks: { ...schema.spec.meta, ...node.spec.meta },
    value,
    get children(): readonly SchemaPlace[] {
      const keys = endless ? [] : childKeys(node, value);
      return keys.flatMap((key) => childPlace(place, key, own(value, key)) ?? []);
    },
  };
  return place;
}

/** Every place of `schema`, a parent before its children. */
export function visitSchema(
  place: SchemaPlace | undefined,
  visit: (place: SchemaPlace) => void,
): void {
  if (place === undefined) return;
  visit(place);
  for (const child of place.children) visitSchema(child, visit);
}

function childSchema(node: SchemaNode, key: string, inArray: boolean): unknown {
  if (!inArray) return own(node.fields, key);
  return Array.isArray(node.spec.types) ? own(node.spec.types, key) : node.innerType;
}

function childKeys(node: SchemaNode, value: unknown): readonly string[] {
  if (node.fields) return Object.keys(node.fields);
  return Array.isArray(value) ? Object.keys(value) : [];
}
