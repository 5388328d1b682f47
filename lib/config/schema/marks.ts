import type { AnySchema } from 'yup';
import { OptionTypeError } from '../../errors.js';
import { show } from '../../internal/options.js';
import { isSchemaNode } from './SchemaNode.js';

function mark<S extends AnySchema>(helper: string, key: string, schema: S): S {
  if (!isSchemaNode(schema)) {
    throw new OptionTypeError(`${helper}() takes a yup schema, got ${show(schema)}`);
  }
  return schema.meta({ ...schema.meta(), [key]: true });
}

/**
 * Marks a number of a schema as a duration: written as `'250ms'`, `'30s'` or `'5 minutes'`, held in
 * snapshots as milliseconds.
 *
 * A unit is required, negative durations and those no timer can wait (above 2³¹−1 ms, 24.8 days)
 * are refused. Defaults are given in milliseconds, and so may an {@link objectSource}'s values be.
 *
 * @param schema a yup number
 * @returns the schema, marked (`meta({ duration: true })`)
 *
 * @example
 * ```ts
 * import { LiveConfig, duration, objectSource } from 'ron-kernel';
 * import { number, object } from 'yup';
 *
 * const config = await LiveConfig.open({
 *   schema: object({ timeout: duration(number().default(1_000)) }),
 *   sources: [objectSource({ timeout: '5s' })],
 * });
 * console.log(config.value.timeout); // 5000
 * await config.close();
 * ```
 */
export function duration<S extends AnySchema>(schema: S): S {
  return mark('duration', 'duration', schema);
}

/**
 * Marks a part of a schema as secret: its value appears in no error, whatever goes wrong with it.
 * Everything below a marked object or array is secret too.
 *
 * @param schema any yup schema
 * @returns the schema, marked (`meta({ secret: true })`)
 *
 * @example
 * ```ts
 * import { LiveConfig, objectSource, secret } from 'ron-kernel';
 * import { object, string } from 'yup';
 *
 * await LiveConfig.open({
 *   schema: object({ token: secret(string().min(20)) }),
 *   sources: [objectSource({ token: 'hunter2' })],
 * }).catch((error) => console.log(error.message)); // … token must be at least 20 characters
 * ```
 */
export function secret<S extends AnySchema>(schema: S): S {
  return mark('secret', 'secret', schema);
}

/**
 * Marks a part of a schema as fixed until the next start: a reload that changes it applies the rest
 * and lists it in `pendingRestart`, while `value` keeps what the process started with.
 *
 * A mark on an item of an array holds for the whole array.
 *
 * @param schema any yup schema
 * @returns the schema, marked (`meta({ restartRequired: true })`)
 *
 * @example
 * ```ts
 * import { LiveConfig, objectSource, restartRequired } from 'ron-kernel';
 * import { number, object } from 'yup';
 *
 * const config = await LiveConfig.open({
 *   schema: object({ port: restartRequired(number().default(9600)) }),
 *   sources: [objectSource({ port: 9700 })],
 * });
 * console.log(config.snapshot.pendingRestart); // []
 * await config.close();
 * ```
 */
export function restartRequired<S extends AnySchema>(schema: S): S {
  return mark('restartRequired', 'restartRequired', schema);
}
