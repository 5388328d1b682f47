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

/** The place of a schema's child at `key`, were `value` there; nothing where the schema says nothing. */
export function childPlace(
  place: SchemaPlace,
  key: string,
  value: unknown,
): SchemaPlace | undefined {
  const schema = childSchema(place.node, key, Array.isArray(place.value));
  return isSchemaNode(schema) ? new Place(schema, value, { place, key }) : undefined;
}

/** The place at `path` of a schema, were `value` the whole; nothing where the schema says nothing. */
export function placeAt(schema: unknown, value: unknown, path: KeyPath): SchemaPlace | undefined {
  let place = placeOf(schema, value);
  for (const key of path) place &&= childPlace(place, key, own(place.value, key));
  return place;
}

/** The place of `schema` and, through `children`, of all it holds. */
export function placeOf(schema: unknown, value: unknown): SchemaPlace | undefined {
  return isSchemaNode(schema) ? new Place(schema, value, undefined) : undefined;
}

const NO_MARKS = {};

/** A schema has many, most of which nobody asks for their path: it is found when it is wanted. */
class Place implements SchemaPlace {
  readonly node: SchemaNode;
  readonly marks: Readonly<Record<PropertyKey, unknown>>;

  constructor(
    private readonly schema: SchemaNode,
    readonly value: unknown,
    private readonly above: { readonly place: SchemaPlace; readonly key: string } | undefined,
  ) {
    const node = schema.resolve({ value, parent: above?.place.value });
    const marks = node.spec.meta ?? NO_MARKS;
    this.node = node;
    this.marks = node === schema ? marks : { ...schema.spec.meta, ...marks };
  }

  get path(): KeyPath {
    return this.above ? [...this.above.place.path, this.above.key] : [];
  }

  get anchor(): KeyPath {
    if (!this.above) return [];
    const { place } = this.above;
    const { anchor } = place;
    return Array.isArray(place.value) || anchor.length < place.path.length ? anchor : this.path;
  }

  get children(): readonly SchemaPlace[] {
    const { node, schema, value } = this;
    // A lazy schema may hold itself: without a value there is no telling where it would end.
    if (schema.type === 'lazy' && value === undefined) return [];
    return childKeys(node, value).flatMap((key) => childPlace(this, key, own(value, key)) ?? []);
  }
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
