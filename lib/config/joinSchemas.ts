import type { AnyObjectSchema } from 'yup';
import { OptionTypeError } from '../errors.js';
import { show } from '../internal/options.js';
import { isSchemaNode } from './schema/SchemaNode.js';

/**
 * One schema with the keys, tests and defaults of both.
 *
 * @throws OptionTypeError when `added` is no object schema, or names a key that `base` has
 */
export function joinSchemas(base: AnyObjectSchema, added: AnyObjectSchema): AnyObjectSchema {
  if (!isSchemaNode(added) || added.type !== 'object') {
    throw new OptionTypeError(`schema must be a yup object schema, got ${show(added)}`);
  }
  const clash = Object.keys(base.fields).find((key) => Object.hasOwn(added.fields, key));
  if (clash !== undefined) {
    throw new OptionTypeError(
      `schema has '${clash}', which is a key of the kernel's; rename yours`,
    );
  }
  // concat() alone would keep one side's, where a schema has defaults beside those of its fields.
  const defaults = (): unknown => Object.assign({}, base.getDefault(), added.getDefault());
  const joined: AnyObjectSchema = base.concat(added);
  return joined.default(defaults) as AnyObjectSchema;
}
