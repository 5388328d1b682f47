import { parseRecording, type RecordedEvent } from 'ron-kernel/testing';
import { FlightRecorder } from '../../lib/recorder/index.js';
import type { RecorderOptions } from '../../lib/recorder/FlightRecorder.js';

/** A recorder in a node without secrets and contexts. */
export function flightRecorder(options: Partial<RecorderOptions> = {}): FlightRecorder {
  return new FlightRecorder({
    events: 1_000,
    bytes: 4_194_304,
    redact: (text) => text,
    corrId: () => undefined,
    ...options,
  });
}

/** What a recorder says when it is asked. */
export function recordingOf(recorder: FlightRecorder): ReturnType<typeof parseRecording> {
  return parseRecording(recorder.recording('a spec', Infinity));
}

/** What becomes of an event that is recorded and revived. */
export function revived(event: unknown, options: Partial<RecorderOptions> = {}): RecordedEvent {
  const recorder = flightRecorder(options);
  recorder.published(event, 1);
  const [entry] = recordingOf(recorder).events;
  if (entry === undefined) throw new Error('it was not recorded');
  return entry;
}
