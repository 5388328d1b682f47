import { resolve } from 'node:path';
import { OptionTypeError } from '../../errors.js';
import { nameOption, wordOption } from '../../internal/options.js';
import type { ConfigSource } from '../ConfigSource.js';
import { fileFormat } from './fileFormat.js';

/** How a {@link fileSource} treats its file. */
export interface FileSourceOptions {
  /**
   * Whether the file may be missing, as one with local settings may. One that was there and vanishes
   * is a rejection either way. Default: `'required'`.
   */
  readonly presence?: 'required' | 'optional';
}

/**
 * Values from a TOML, YAML or JSON file, UTF-8 and at most 1 MiB. Several make layers: later ones
 * win, key by key.
 *
 * The file is taken only when two reads of it 50 ms apart agree, since editors truncate before they
 * write. One that was replaced in between, by a rename or the swap of a symlink, is itself read again:
 * programs that save in this way may do so as often as they like, while one that is written in place all
 * the time is taken once that ends, and rejected after 5 s. Content that is already in force is
 * recognised at the first read. A file that vanishes or becomes empty is a rejection. A key given twice is an error in every format, and so is YAML or JSON with more
 * in it than some thousand keys, which would hold up the event loop.
 *
 * @param path the file, `.toml`, `.yaml`, `.yml` or `.json`; relative to the working directory of
 * this call
 * @throws OptionTypeError when the path has another extension
 *
 * @example
 * ```ts
 * import { LiveConfig, fileSource } from 'ron-kernel';
 * import { number, object } from 'yup';
 *
 * await LiveConfig.open({
 *   schema: object({ port: number().default(80) }),
 *   sources: [fileSource('missing.toml'), fileSource('local.yaml', { presence: 'optional' })],
 * }).catch((error) => console.log(error.message)); // config rejected: missing.toml: doesn't exist; …
 * ```
 */
export function fileSource(path: string, options: FileSourceOptions = {}): ConfigSource {
  const name = nameOption('path', path);
  const presence = wordOption('presence', options.presence ?? 'required', ['required', 'optional']);
  const format = fileFormat(name);
  if (format === undefined) {
    throw new OptionTypeError(`fileSource() reads .toml, .yaml, .yml and .json, got '${name}'`);
  }
  const file = { name, path: resolve(name), format, presence };
  return {
    name,
    read: async (request) => {
      const { readFileContent } = await import('./readFileContent.js');
      return readFileContent(file, request);
    },
  };
}
