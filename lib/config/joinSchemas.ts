import type { AnyObjectSchema } from 'yup';
import { OptionTypeError } from '../errors.js';
import type { ConfigSchema } from './ConfigOf.js';
import { objectSchema } from './schema/objectSchema.js';

/**
 * One schema with the keys, tests and defaults of both.
 *
 * @throws OptionTypeError when `given` is no object schema, or names a key that `base` has
 */
export function joinSchemas(base: AnyObjectSchema, given: ConfigSchema): AnyObjectSchema {
  const added = objectSchema(given);
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
