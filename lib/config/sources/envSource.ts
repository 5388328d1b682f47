import { OptionTypeError } from '../../errors.js';
import { show } from '../../internal/options.js';
import type { ConfigSource } from '../ConfigSource.js';
import { envName } from './envName.js';

/** Variables by name, as `process.env` has them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Values from environment variables: with the prefix `'APP_'`, `log.maxSize` is `APP_LOG_MAX_SIZE`.
 *
 * Text is cast by the schema: numbers, booleans (`true`, `false`, `1`, `0`), dates, lists with commas.
 * Every variable with the prefix must be a key of the schema; one that isn't is an error, with a
 * "did you mean".
 *
 * @param prefix what the names of the variables start with: capitals, digits and `_`, ending in `_`
 * @param env where they are looked up, anew at each reload; default `process.env`
 * @throws OptionTypeError when the prefix isn't one
 *
 * @example
 * ```ts
 * import { LiveConfig, envSource } from 'ron-kernel';
 * import { number, object } from 'yup';
 *
 * const config = await LiveConfig.open({
 *   schema: object({ log: object({ maxSize: number().default(10) }) }),
 *   sources: [envSource('APP_', { APP_LOG_MAX_SIZE: '20' })],
 * });
 * console.log(config.value.log.maxSize); // 20
 * await config.close();
 * ```
 */
export function envSource(prefix: string, env: Environment = process.env): ConfigSource {
  if (typeof prefix !== 'string' || !/^[A-Z][A-Z\d_]*_$/u.test(prefix)) {
    throw new OptionTypeError(
      `envSource() takes a prefix of capitals that ends in '_', such as 'APP_', got ${show(prefix)}`,
    );
  }
  return {
    name: `environment ${prefix}…`,
    spell: (path) => envName(prefix, path),
    read: () => {
      const variables = Object.entries(env)
        .filter(([name, value]) => name.startsWith(prefix) && value !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1));
      return {
        fingerprint: JSON.stringify(variables),
        parse: async (keys) => {
          if (variables.length === 0) return { kind: 'text', values: {} };
          const { parseVariables } = await import('./parseVariables.js');
          return { kind: 'text', values: parseVariables(prefix, variables, keys) };
        },
      };
    },
  };
}
