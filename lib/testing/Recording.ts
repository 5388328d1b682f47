import type { EventEntry, RecordingFacts } from '../recorder/Recording.js';

export type {
  ConfigEntry,
  EventEntry,
  IncidentEntry,
  ReadinessEntry,
  RecordingFacts,
  SlowestEntry,
} from '../recorder/Recording.js';

/** A part of an event that couldn't be recorded as it was. */
export interface LostPart {
  /** Where in the event, such as `payload.items[2]`; empty for the event itself. */
  readonly path: string;
  /** What was there. The replayed event has `undefined` there, or as much of it as was recorded. */
  readonly what: string;
}

/** An event of a {@link Recording}. */
export interface RecordedEvent extends EventEntry {
  /** The event, alive again. */
  readonly event: unknown;
  /** What of it couldn't be revived. Empty when it is what was published. */
  readonly lost: readonly LostPart[];
}

/** What a flight recorder left: the last events of a node, and what happened to it. */
export interface Recording extends RecordingFacts {
  /** The last events, oldest first. */
  readonly events: readonly RecordedEvent[];
}
