import { reasonOf } from '../internal/reasonOf.js';
import { EventRing, type HeldEvent } from './EventRing.js';
import { Latest } from './Latest.js';
import {
  FORMAT,
  VERSION,
  type ConfigEntry,
  type EventEntry,
  type IncidentEntry,
  type ReadinessEntry,
} from './Recording.js';
import { redacted, type Redact } from './redacted.js';
import { Slowest } from './Slowest.js';
import { snapshot } from './snapshot.js';

/** What a recorder is made with. */
export interface RecorderOptions {
  /** How many events it holds at most. */
  readonly events: number;
  /** How many bytes they may take. */
  readonly bytes: number;
  /** Makes secrets unreadable. */
  readonly redact: Redact;
  /** The `corr_id` of the context at hand. */
  readonly corrId: () => string | undefined;
}

/** How much of a text is kept, in characters. */
const REASON = 2_000;

/** What came before, without when: the recorder knows that. */
type Unstamped<T> = Omit<T, 'at'>;

/** Remembers the last of what happened to a node, in bounded memory. */
export class FlightRecorder {
  private readonly ring: EventRing;
  private readonly slow = new Slowest();
  private readonly incidents = new Latest<IncidentEntry>();
  private readonly configs = new Latest<ConfigEntry>();
  private readonly changes = new Latest<ReadinessEntry>();
  /** The event that is about to be published, and by whom. */
  private coming: { readonly event: unknown; readonly publisher: string } | undefined;
  private count = 0;

  constructor(private readonly options: RecorderOptions) {
    this.ring = new EventRing(options);
  }

  /** `publisher` is about to publish `event`. */
  expect(event: unknown, publisher: string): void {
    this.coming = { event, publisher };
  }

  /** An event has its place on the bus. */
  published(event: unknown, sequence: number): void {
    const { redact, corrId } = this.options;
    const { coming } = this;
    // A handler may have published another meanwhile.
    const publisher = coming !== undefined && coming.event === event ? coming.publisher : null;
    if (publisher !== null) this.coming = undefined;
    this.count = sequence;
    this.ring.push({
      sequence,
      at: now(),
      publisher,
      text: `[${snapshot(corrId() ?? null, redact)},${snapshot(event, redact)}]`,
    });
  }

  /** A subscriber has taken longer than ever over an event. */
  slowest(subscriber: string, ms: number, sequence: number | undefined): void {
    this.slow.note({ subscriber, ms: rounded(ms), sequence: sequence ?? null, at: now() });
  }

  /** Something happened to a service. */
  incident(incident: Unstamped<IncidentEntry>): void {
    const reason = this.safe(incident.reason);
    const stack = incident.stack === null ? null : this.safe(incident.stack);
    this.incidents.add({ ...incident, reason, stack, at: now() });
  }

  /** A config came into force, or was refused. */
  config(config: Unstamped<ConfigEntry>): void {
    const reason = config.reason === null ? null : this.safe(config.reason);
    const changed = config.changed.slice(0, 100);
    this.configs.add({ ...config, changed, reason, at: now() });
  }

  /** Readiness has changed. */
  readiness({ ready, missing, degraded }: Unstamped<ReadinessEntry>): void {
    this.changes.add({ ready, missing, degraded, at: now() });
  }

  /**
   * All of it, as the text of a `RecordingDocument`.
   *
   * @param reason - why it is wanted
   * @param last - how many events at most, the newest
   */
  recording(reason: string, last: number): string {
    const facts = {
      format: FORMAT,
      version: VERSION,
      reason: this.safe(reasonOf(reason)),
      at: now(),
      origin: rounded(performance.timeOrigin),
      process: { pid: process.pid, node: process.version },
      published: this.count,
      slowest: this.slow.list(),
      incidents: this.incidents.list(),
      configs: this.configs.list(),
      readiness: this.changes.list(),
    };
    const events = this.ring.last(last).map((held) => JSON.stringify(this.entry(held)));
    // A line per event, last, so that people and grep can read it too.
    const head = JSON.stringify(facts, undefined, 1).slice(0, -2);
    return `${head},\n "events": [\n${events.join(',\n')}\n ]\n}\n`;
  }

  private entry({ text, ...known }: HeldEvent): EventEntry {
    const [corrId, event] = redacted(JSON.parse(text), this.options.redact) as [unknown, unknown];
    return { ...known, corrId: typeof corrId === 'string' ? corrId : null, event };
  }

  /** A text without secrets, cut short, that holds on to nothing longer. */
  private safe(text: string): string {
    const { redact } = this.options;
    return Buffer.from(redact(text.slice(0, 8 * REASON)).slice(0, REASON)).toString();
  }
}

/** Milliseconds since the process began, to the microsecond. */
function now(): number {
  return rounded(performance.now());
}

function rounded(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
