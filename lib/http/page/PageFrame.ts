/** All that the page shows at one moment, as the server sends it and the browser reads it. */
export interface PageFrame {
  /** When it was taken, in milliseconds since the epoch. */
  readonly at: number;
  readonly node: { readonly pid: number; readonly version: string; readonly uptime: number };
  readonly readiness: {
    readonly ready: boolean;
    readonly missing: readonly string[];
    readonly degraded: readonly string[];
  };
  readonly bus: BusFigures;
  readonly services: Rows<ServiceRow>;
  readonly config: ConfigFigures;
  readonly load: LoadFigures;
  readonly events: {
    /** How many were published since the last frame. */
    readonly seen: number;
    /** Some of them, or all: every type, and the newest. */
    readonly shown: readonly EventRow[];
  };
}

/** The rows there is room for, and how many more there are. */
export interface Rows<T> {
  readonly rows: readonly T[];
  readonly more: number;
}

export interface BusFigures {
  readonly published: number;
  readonly delivered: number;
  readonly dropped: number;
  /** Over the last second; null before two moments are known. */
  readonly eventsPerSecond: number | null;
  readonly deliveriesPerSecond: number | null;
  readonly subscribers: Rows<SubscriberRow>;
}

export interface SubscriberRow {
  readonly name: string;
  readonly capacity: number;
  readonly pending: number;
  readonly delivered: number;
  readonly dropped: number;
  /** Seconds until it loses an event if things go on as they do; null if it keeps up. */
  readonly lossIn: number | null;
}

export interface ServiceRow {
  readonly name: string;
  /** How many supervisors stand above it. */
  readonly depth: number;
  readonly state: string;
  readonly ready: boolean;
  readonly critical: boolean;
  readonly generation: number;
  readonly restarts: number;
  readonly leaked: number;
  /** Milliseconds in this state. */
  readonly held: number;
  /** Milliseconds until it is started again; null if that isn't planned. */
  readonly restartsIn: number | null;
  /** What it last failed with, in words; empty if it never did. */
  readonly lastError: string;
}

export interface ConfigFigures {
  readonly version: number;
  readonly change: {
    readonly version: number;
    readonly at: number;
    readonly keys: Rows<{ readonly key: string; readonly before: string; readonly after: string }>;
    readonly pendingRestart: readonly string[];
  } | null;
  readonly rejection: {
    readonly at: number;
    readonly reason: string;
    /** Whether nothing better was found since. */
    readonly stands: boolean;
  } | null;
  /** What went wrong with a config that stays in force: a trigger, a commit, a guard. */
  readonly failure: { readonly at: number; readonly reason: string } | null;
}

interface LoadFigures {
  /** The longest that the event loop was late since the last frame, in milliseconds. */
  readonly loopDelay: number;
  /** Share of one core over the last second; null before two moments are known. */
  readonly cpu: number | null;
  readonly rss: number;
  readonly heapUsed: number;
  readonly heapTotal: number;
}

export interface EventRow {
  /** Which of all events ever published it is. */
  readonly sequence: number;
  readonly type: string;
  /** Its content as text, cut short. */
  readonly text: string;
}
