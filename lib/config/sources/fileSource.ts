import { extname, resolve } from 'node:path';
import { OptionTypeError } from '../../errors.js';
import { nameOption } from '../../internal/options.js';
import type { ConfigSource } from '../ConfigSource.js';

/**
 * Values from a TOML file, UTF-8 and at most 1 MiB.
 *
 * The file is taken only when two reads 50 ms apart agree, since editors truncate before they write;
 * content that is already in force is recognised at the first read. A file that vanishes or becomes
 * empty is a rejection.
 *
 * @param path the file, `.toml`; relative to the working directory of this call
 * @throws OptionTypeError when the path has another extension
 *
 * @example
 * ```ts
 * import { LiveConfig, fileSource } from 'ron-kernel';
 * import { number, object } from 'yup';
 *
 * await LiveConfig.open({
 *   schema: object({ port: number().default(80) }),
 *   sources: [fileSource('missing.toml')],
 * }).catch((error) => console.log(error.message)); // config rejected: missing.toml: …
 * ```
 */
export function fileSource(path: string): ConfigSource {
  nameOption('path', path);
  if (extname(path).toLowerCase() !== '.toml') {
    throw new OptionTypeError(`fileSource() reads .toml files, got '${path}'`);
  }
  const absolute = resolve(path);
  return {
    name: path,
    read: async (request) => {
      const { readFileContent } = await import('./readFileContent.js');
      return readFileContent(path, absolute, request);
    },
  };
}
