import { FORMAT, VERSION, type RecordingDocument } from '../recorder/Recording.js';
import { reasonOf } from '../internal/reasonOf.js';
import type { RecordedEvent, Recording } from './Recording.js';
import { RecordingError } from './RecordingError.js';
import { revive } from './revive.js';

type Fail = (reason: string, cause?: unknown) => RecordingError;

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseJson(text: string, fail: Fail): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    const state = text.trim() === '' ? 'it is empty' : 'it is no JSON, or cut short';
    throw fail(`${state} (${reasonOf(error)})`, error);
  }
}

/** A list whose members all have a time. */
function isTimed(list: unknown): boolean {
  return Array.isArray(list) && list.every((each) => isRecord(each) && Number.isFinite(each['at']));
}

function isEvents(list: unknown): boolean {
  if (!isTimed(list) || !Array.isArray(list)) return false;
  const events = list as { readonly sequence: unknown; readonly at: number }[];
  return events.every(({ sequence, at }, index) => {
    const before = events[index - 1]?.at ?? -Infinity;
    return Number.isSafeInteger(sequence) && at >= before;
  });
}

function check(document: unknown, fail: Fail): RecordingDocument {
  if (!isRecord(document) || document['format'] !== FORMAT) {
    throw fail(`its format isn't '${FORMAT}'; a node's recorder writes that`);
  }
  const { version } = document;
  if (version !== VERSION) {
    throw fail(
      `it is of version ${JSON.stringify(version)}, and this ron-kernel reads version ${VERSION}; ` +
        'read it with the ron-kernel that wrote it',
    );
  }
  if (!isEvents(document['events'])) {
    throw fail("'events' must list events with 'sequence' and 'at', oldest first; it was changed");
  }
  for (const key of ['slowest', 'incidents', 'configs', 'readiness']) {
    if (!isTimed(document[key])) throw fail(`'${key}' must list what has an 'at'; it was changed`);
  }
  const { at, origin, published } = document;
  if (![at, origin, published].every(Number.isFinite) || !isRecord(document['process'])) {
    throw fail("'at', 'origin', 'published' or 'process' is missing; it was changed");
  }
  return document as unknown as RecordingDocument; // as far as a replay depends on it
}

/**
 * Reads a recording from its text, such as the answer of `/debug/recorder`; see {@link readRecording}.
 *
 * @param text - the JSON document
 * @param source - what an error calls it. Default `'the text'`
 * @returns the recording, its events revived
 * @throws {@link RecordingError} when it is no recording, damaged, or of another version
 *
 * @example
 * ```ts
 * import { createKernel } from 'ron-kernel';
 * import { parseRecording } from 'ron-kernel/testing';
 *
 * const values = { recorder: { enabled: true }, log: { level: 'warn' } };
 * const kernel = await createKernel({ config: { values } });
 * kernel.bus.publish({ type: 'greeting' });
 * const { events } = parseRecording(kernel.recorder?.recording() ?? '');
 * console.log(events.map(({ sequence, event }) => [sequence, event])); // [[1, { type: 'greeting' }]]
 * await kernel.stop();
 * ```
 */
export function parseRecording(text: string, source = 'the text'): Recording {
  const fail: Fail = (reason, cause) => new RecordingError(source, reason, { cause });
  const document = check(parseJson(text, fail), fail);
  const { format: _format, version: _version, events, ...facts } = document;
  const revived = events.map((entry): RecordedEvent => {
    try {
      return { ...entry, ...revive(entry.event) };
    } catch (error) {
      throw fail(`event ${entry.sequence} can't be revived: ${reasonOf(error)}`, error);
    }
  });
  return { ...facts, events: revived };
}
