import { readFileSync } from 'node:fs';
import { reasonOf } from '../internal/reasonOf.js';
import { parseRecording } from './parseRecording.js';
import type { Recording } from './Recording.js';
import { RecordingError } from './RecordingError.js';

/**
 * Reads what a crashed node left in its `recorder.file`. To be looked at, and for {@link replay}.
 *
 * @param file - the recording's path, or its `file:` URL
 * @returns the recording, its events revived: each says in `lost` what of it couldn't be
 * @throws {@link RecordingError} when it can't be read, is no recording, damaged, or of another version
 *
 * @example
 * ```ts
 * import { readRecording, RecordingError } from 'ron-kernel/testing';
 *
 * try {
 *   const { reason, incidents, events } = readRecording('crash.json');
 *   console.log(reason, incidents.at(-1)?.service, events.at(-1)?.event);
 * } catch (error) {
 *   if (error instanceof RecordingError) console.log(error.message); // 'crash.json' is no recording …
 * }
 * ```
 */
export function readRecording(file: string | URL): Recording {
  const source = `'${String(file)}'`;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new RecordingError(source, reasonOf(error), { cause: error });
  }
  return parseRecording(text, source);
}
