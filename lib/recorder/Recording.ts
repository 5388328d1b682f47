/** What the first key of every recording says. */
export const FORMAT = 'ron-kernel/recording';

/** Counted up when a reader of before couldn't make sense of what is written now. */
export const VERSION = 1;

/** An event as a recording has it. */
export interface EventEntry {
  /** Which of the bus's events it was, from 1. */
  readonly sequence: number;
  /** When it was published, in ms after `origin`. */
  readonly at: number;
  /** The service that emitted it, `kernel.node` for the kernel itself, null where it was published on the bus directly. */
  readonly publisher: string | null;
  /** The `corr_id` of the context it was published in, if there was one. */
  readonly corrId: string | null;
  /** The event, as `snapshot` writes it. */
  readonly event: unknown;
}

/** The delivery that held a subscriber longest. */
export interface SlowestEntry {
  /** The subscriber's name. */
  readonly subscriber: string;
  /** How long its handler held the event loop, in ms; what it went on to do asynchronously isn't counted. */
  readonly ms: number;
  /** Which event it was; null for an asynchronous reader, which goes at a pace of its own. */
  readonly sequence: number | null;
  /** When it ended, in ms after `origin`. */
  readonly at: number;
}

/** A failure of a service, or a run of it that wouldn't end. */
export interface IncidentEntry {
  /** What it was. */
  readonly type: 'crash' | 'leak';
  /** The service. */
  readonly service: string;
  /** Which of its runs. */
  readonly generation: number;
  /** Why, in words. */
  readonly reason: string;
  /** What was done about a crash: `restart`, `quarantine`, `end` or `escalate`. */
  readonly decision: string | null;
  /** The stack of what a crash was caused by, cut to 2,000 characters. */
  readonly stack: string | null;
  /** When, in ms after `origin`. */
  readonly at: number;
}

/** A config that came into force, or was refused. It holds no values. */
export interface ConfigEntry {
  /** How the reload ended: `applied`, `rejected` or `rolled-back`; `loaded` for the first. */
  readonly status: string;
  /** The version in force from then on. */
  readonly version: number;
  /** The key paths that changed. */
  readonly changed: readonly string[];
  /** Why it was rejected or rolled back. */
  readonly reason: string | null;
  /** When, in ms after `origin`. */
  readonly at: number;
}

/** What readiness changed to. */
export interface ReadinessEntry {
  /** Whether the node could take work. */
  readonly ready: boolean;
  /** Why not. */
  readonly missing: readonly string[];
  /** What was wrong without making it unready. */
  readonly degraded: readonly string[];
  /** When, in ms after `origin`. */
  readonly at: number;
}

/** All but the events of a recording, oldest first. */
export interface RecordingFacts {
  /** Why it was written: what the node crashed with, or that somebody asked. */
  readonly reason: string;
  /** When it was written, in ms after `origin`. */
  readonly at: number;
  /** The moment that every `at` counts from, in ms since 1970. */
  readonly origin: number;
  /** The process it is of. */
  readonly process: {
    /** Its id. */
    readonly pid: number;
    /** Its Node.js. */
    readonly node: string;
  };
  /** How many events had been published in all, those that are no longer recorded included. */
  readonly published: number;
  /** The slowest delivery of each of the slowest subscribers, slowest first. */
  readonly slowest: readonly SlowestEntry[];
  /** The last failures of services. */
  readonly incidents: readonly IncidentEntry[];
  /** The last configs. */
  readonly configs: readonly ConfigEntry[];
  /** The last changes of readiness. */
  readonly readiness: readonly ReadinessEntry[];
}

/** What is written: one JSON document. */
export interface RecordingDocument extends RecordingFacts {
  readonly format: typeof FORMAT;
  readonly version: typeof VERSION;
  readonly events: readonly EventEntry[];
}
