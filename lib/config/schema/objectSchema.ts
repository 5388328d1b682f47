import type { AnyObjectSchema } from 'yup';
import { OptionTypeError } from '../../errors.js';
import { show } from '../../internal/options.js';
import { isSchemaNode } from './SchemaNode.js';

/**
 * A schema that was given, if it is yup's of an object.
 *
 * @throws OptionTypeError when it isn't
 */
export function objectSchema(schema: unknown): AnyObjectSchema {
  if (isObjectSchema(schema)) return schema;
  throw new OptionTypeError(`schema must be a yup object schema, got ${show(schema)}`);
}

function isObjectSchema(schema: unknown): schema is AnyObjectSchema {
  return isSchemaNode(schema) && schema.type === 'object';
}
