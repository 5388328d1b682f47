import { OptionTypeError } from '../../errors.js';
import { show } from '../../internal/options.js';
import type { ConfigSource } from '../ConfigSource.js';
import { formatPath } from '../data/formatPath.js';

/**
 * Values from the command line: `--log.level=debug` or `--log.level debug`, and `--verbose` alone for
 * `true`. The last of equal flags counts.
 *
 * Text is cast by the schema as for {@link envSource}. Take flags of your own, such as `--help`, out
 * first: a flag that is no key of the schema is an error, and so is an argument that belongs to no
 * flag. What follows a bare `--` is left alone.
 *
 * @param argv the arguments, such as `process.argv.slice(2)`
 * @throws OptionTypeError when `argv` isn't a list of strings
 *
 * @example
 * ```ts
 * import { LiveConfig, flagSource } from 'ron-kernel';
 * import { boolean, number, object } from 'yup';
 *
 * const config = await LiveConfig.open({
 *   schema: object({ port: number().default(80), verbose: boolean().default(false) }),
 *   sources: [flagSource(['--port=8080', '--verbose'])],
 * });
 * console.log(config.value); // { port: 8080, verbose: true }
 * await config.close();
 * ```
 */
export function flagSource(argv: readonly string[]): ConfigSource {
  if (!isStrings(argv)) {
    throw new OptionTypeError(`flagSource() takes a list of strings, got ${show(argv)}`);
  }
  const flags = argv.slice();
  return {
    name: 'flags',
    spell: (path) => `--${formatPath(path)}`,
    read: () => ({
      fingerprint: '',
      parse: async () => {
        const { parseFlags } = await import('./parseFlags.js');
        return { kind: 'text', values: parseFlags(flags) };
      },
    }),
  };
}

function isStrings(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
