import { resolve } from 'node:path';
import { map, type Observable } from 'rxjs';
import { nameOption } from '../../internal/options.js';
import { onceABurst } from './onceABurst.js';
import { watchFile } from './watchFile.js';

/** What {@link onFileChange} emits. */
export interface FileChange {
  /** The path that was given. */
  readonly file: string;
}

/**
 * Reloads when a file may have changed: written in place, renamed over, deleted and made again,
 * swapped with its symlink as Kubernetes does it, or its whole directory replaced (seen within a
 * second or two, as is any change where the system tells of none: its watches are used up, or the
 * file is on a network).
 *
 * It says so 100 ms after the first sign of a burst, however long that goes on; {@link fileSource}
 * finds out whether the content differs. It doesn't keep the process alive.
 *
 * @param path the file, which may be missing; relative to the working directory of this call
 * @throws OptionTypeError when the path is empty
 *
 * @example
 * ```ts
 * import { LiveConfig, fileSource, onFileChange } from 'ron-kernel';
 * import { number, object } from 'yup';
 *
 * const config = await LiveConfig.open({
 *   schema: object({ port: number().default(80) }),
 *   sources: [fileSource('local.toml', { presence: 'optional' })],
 *   reloadOn: [onFileChange('local.toml')],
 * });
 * await config.close(); // and stops watching
 * ```
 */
export function onFileChange(path: string): Observable<FileChange> {
  const file = nameOption('path', path);
  const absolute = resolve(file);
  return watchFile(absolute).pipe(
    onceABurst(100),
    map(() => ({ file })),
  );
}
