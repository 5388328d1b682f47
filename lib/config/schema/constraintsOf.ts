import { formatDuration } from './formatDuration.js';
import type { SchemaNode, SchemaTest } from './SchemaNode.js';

type Constraints = Readonly<Record<string, unknown>>;

const TYPES: Readonly<Record<string, string>> = {
  string: 'string',
  date: 'string',
  number: 'number',
  boolean: 'boolean',
  object: 'object',
  array: 'array',
  tuple: 'array',
};
/** A number and a unit. */
const DURATION = String.raw`^\s*(\d+|\d*\.\d+)\s*[A-Za-z]+\s*$`;
const FORMATS: Readonly<Record<string, string>> = {
  email: 'email',
  url: 'uri',
  uuid: 'uuid',
  datetime: 'date-time',
};
/** How `min` and `max` are called, by the type of the value. */
const BOUNDS: Readonly<Record<string, readonly [min: string, max: string]>> = {
  number: ['minimum', 'maximum'],
  string: ['minLength', 'maxLength'],
  array: ['minItems', 'maxItems'],
};

/** What a yup schema asks of a single value, in the words of JSON Schema. */
export function constraintsOf(node: SchemaNode): Constraints {
  const { oneOf = [], notOneOf = [], tests = [] } = node.describe();
  const isDuration = node.spec.meta?.['duration'] === true;
  const nullable = node.spec.nullable === true;
  const isInteger = tests.some(({ name }) => name === 'integer');
  const type = isDuration ? 'string' : isInteger ? 'integer' : TYPES[node.type];
  const isFilled = tests.some(({ name }) => name === 'required');
  return {
    ...(type === undefined ? {} : { type: nullable ? [type, 'null'] : type }),
    ...(node.type === 'date' ? { format: 'date-time' } : {}),
    ...(isDuration ? { pattern: DURATION, 'x-duration': true } : {}),
    ...(oneOf.length > 0 ? { enum: nullable ? [...new Set([...oneOf, null])] : oneOf } : {}),
    ...(notOneOf.length > 0 ? { not: { enum: notOneOf } } : {}),
    ...(isFilled && oneOf.length === 0 ? { minLength: 1 } : {}),
    ...tests.reduce<Constraints>(
      (all, test) => ({ ...all, ...constraint(node.type, isDuration, test) }),
      {},
    ),
  };
}

function constraint(
  type: string,
  isDuration: boolean,
  { name, params = {} }: SchemaTest,
): Constraints {
  const { min, max, more, less, length, regex } = params;
  const [lower, upper] = BOUNDS[type] ?? [];
  if (isDuration) {
    return { ...duration('x-minimum', min), ...duration('x-maximum', max) };
  }
  if (name === 'min' && lower !== undefined && typeof more !== 'number') return number(lower, min);
  if (name === 'min') return number('exclusiveMinimum', more);
  if (name === 'max' && upper !== undefined && typeof less !== 'number') return number(upper, max);
  if (name === 'max') return number('exclusiveMaximum', less);
  if (name === 'length' && lower !== undefined && upper !== undefined) {
    return { ...number(lower, length), ...number(upper, length) };
  }
  const format = FORMATS[name ?? ''];
  if (format !== undefined) return { format };
  // Flags other than `u` have no counterpart.
  return regex instanceof RegExp && /^u?$/u.test(regex.flags) ? { pattern: regex.source } : {};
}

/** A bound may also be a reference to another value, or a date. */
function number(keyword: string, bound: unknown): Constraints {
  return typeof bound === 'number' ? { [keyword]: bound } : {};
}

function duration(keyword: string, bound: unknown): Constraints {
  return typeof bound === 'number' ? { [keyword]: formatDuration(bound) } : {};
}
