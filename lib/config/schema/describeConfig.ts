import { constraintsOf } from './constraintsOf.js';
import { formatDuration } from './formatDuration.js';
import { objectSchema } from './objectSchema.js';
import { isSchemaNode, type SchemaNode } from './SchemaNode.js';

/** A JSON Schema, or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * The JSON Schema (draft 2020-12) of what a config file may hold, for editors, forms and
 * documentation.
 *
 * It has types, defaults, ranges, patterns, enumerations, and the `label` and `meta({ description })`
 * of a schema. Durations are strings with `x-duration`, `x-minimum` and `x-maximum`; secrets are
 * `writeOnly` and show no default; `x-restartRequired` marks what waits for a restart. Tests of your
 * own, conditions (`when`) and lazy parts have no counterpart: there it allows more than the schema.
 *
 * @param schema a yup object schema
 * @returns plain data, to be printed with `JSON.stringify`
 * @throws OptionTypeError when it is no yup object schema
 *
 * @example
 * ```ts
 * import { describeConfig, duration } from 'ron-kernel';
 * import { number, object } from 'yup';
 *
 * const schema = object({
 *   port: number().integer().min(1).required().meta({ description: 'where to listen' }),
 *   timeout: duration(number().default(5_000)),
 * });
 * console.log(JSON.stringify(describeConfig(schema), undefined, 2));
 * ```
 */
export function describeConfig(schema: unknown): JsonSchema {
  const described = describe(objectSchema(schema), false);
  return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...described };
}

function describe(schema: unknown, withinSecret: boolean): JsonSchema {
  // A reference to another value, or what only a value can tell.
  if (!isSchemaNode(schema) || schema.type === 'lazy') return {};
  const { label: title, meta = {} } = schema.spec;
  const secret = withinSecret || meta['secret'] === true;
  return {
    ...(title === undefined ? {} : { title }),
    ...(meta['description'] === undefined ? {} : { description: meta['description'] }),
    ...constraintsOf(schema),
    ...contentOf(schema, secret),
    ...(secret ? { writeOnly: true } : defaultOf(schema)),
    ...(meta['restartRequired'] === true ? { 'x-restartRequired': true } : {}),
  };
}

function contentOf({ type, fields, innerType, spec, deps = [] }: SchemaNode, secret: boolean) {
  if (type === 'array')
    return innerType === undefined ? {} : { items: describe(innerType, secret) };
  if (Array.isArray(spec.types)) {
    return { prefixItems: spec.types.map((item) => describe(item, secret)), items: false };
  }
  const entries = Object.entries(fields ?? {});
  if (entries.length === 0) return {};
  const required = entries.flatMap(([key, field]) => (isRequired(field) ? [key] : []));
  return {
    properties: Object.fromEntries(entries.map(([key, field]) => [key, describe(field, secret)])),
    ...(required.length === 0 ? {} : { required }),
    // A condition may add keys.
    ...(deps.length === 0 ? { additionalProperties: false } : {}),
  };
}

/** Whether a file must have it: without a condition, and with no default to stand in. */
function isRequired(field: unknown): boolean {
  if (!isSchemaNode(field) || field.type === 'lazy' || (field.deps ?? []).length > 0) return false;
  const { fields } = field;
  if (fields && Object.keys(fields).length > 0) return Object.values(fields).some(isRequired);
  return field.spec.optional === false && field.getDefault() === undefined;
}

/** What an object's default is, its fields tell. */
function defaultOf(schema: SchemaNode): JsonSchema {
  const fallback = schema.type === 'object' ? undefined : schema.getDefault();
  if (fallback === undefined) return {};
  const isDuration = schema.spec.meta?.['duration'] === true && typeof fallback === 'number';
  return { default: isDuration ? formatDuration(fallback) : fallback };
}
