import { OptionTypeError } from '../../errors.js';
import { nameOption, show } from '../../internal/options.js';
import type { ConfigSource } from '../ConfigSource.js';
import { isPlainObject } from '../../internal/isPlainObject.js';

/** How an {@link objectSource} is known. */
export interface ObjectSourceOptions {
  /** What errors call it. Default: `'object'`. */
  readonly name?: string;
}

/**
 * Values from code, such as a test's or those of an embedding program. They never change.
 *
 * Durations may be strings (`'5s'`) or numbers of milliseconds.
 *
 * @param values plain data; not copied until it is read, nor ever frozen
 * @throws OptionTypeError when `values` isn't an object
 *
 * @example
 * ```ts
 * import { LiveConfig, objectSource } from 'ron-kernel';
 * import { number, object } from 'yup';
 *
 * const config = await LiveConfig.open({
 *   schema: object({ port: number().required() }),
 *   sources: [objectSource({ port: 8080 })],
 * });
 * console.log(config.value.port); // 8080
 * await config.close();
 * ```
 */
export function objectSource(
  values: Readonly<Record<string, unknown>>,
  { name = 'object' }: ObjectSourceOptions = {},
): ConfigSource {
  if (!isPlainObject(values)) {
    throw new OptionTypeError(`objectSource() takes an object of keys, got ${show(values)}`);
  }
  return {
    name: nameOption('name', name),
    read: () => ({ fingerprint: '', parse: () => ({ kind: 'values', values }) }),
  };
}
