/** One service, as far as readiness asks. */
export interface ServiceHealth {
  /** The service's name, as it appears in `missing`. */
  readonly name: string;
  /** Whether the node can do its work without it. */
  readonly critical: boolean;
  /** Whether it does its work now; a service that ended normally counts as ready. */
  readonly ready: boolean;
  /** The names of the services it can't be ready without. Default none. */
  readonly dependsOn?: readonly string[];
  /** Where it is, in a word, for a {@link HealthReport}. */
  readonly state?: string;
  /** How many times it was started, for a {@link HealthReport}. */
  readonly generation?: number;
  /** How many of these starts were restarts after a failure, for a {@link HealthReport}. */
  readonly restarts?: number;
  /** What it last failed with, for a {@link HealthReport}. */
  readonly lastError?: unknown;
}

/** One check, as far as readiness asks. */
export interface CheckHealth {
  /** The check's name, as it appears in `missing` or `degraded`. */
  readonly name: string;
  /** Whether the node can do its work while it fails. */
  readonly critical: boolean;
  /** What its last run came to; `pending` before the first has ended. */
  readonly state: 'pending' | 'passing' | 'failing';
  /** Why it fails. */
  readonly reason?: string;
}

/** Something to look at that keeps the node from no work yet. */
export interface HealthWarning {
  /** What is concerned, as it appears in `degraded`. */
  readonly name: string;
  /** What is wrong with it. */
  readonly reason: string;
}

/** All that readiness depends on. */
export interface HealthFacts {
  /** A valid config is in force. */
  readonly configLoaded: boolean;
  /** The services were told to start. */
  readonly started: boolean;
  /** Every service, in the order they start. */
  readonly services: readonly ServiceHealth[];
  /** The bus takes events. */
  readonly busOpen: boolean;
  /** A stop has begun. */
  readonly stopping: boolean;
  /** Every check. Default none. */
  readonly checks?: readonly CheckHealth[];
  /** What else is to be looked at. Default nothing. */
  readonly warnings?: readonly HealthWarning[];
}

/** Whether a node can take work, and if not, why. */
export interface Readiness {
  /** Whether the node can take work. */
  readonly ready: boolean;
  /**
   * Root causes: the critical services that aren't ready, each by its name or, where it waits for
   * others, by theirs; the critical checks that haven't passed; or `kernel.shutdown`,
   * `kernel.config`, `kernel.start`, `kernel.bus`. Empty when ready.
   */
  readonly missing: readonly string[];
  /**
   * What is wrong without making the node unready: `kernel.config` while the last reload was
   * rejected, `kernel.bus.<subscriber>` while that is about to lose events, checks and services
   * that fail and aren't critical. Empty before the start and once a stop has begun.
   */
  readonly degraded: readonly string[];
}

/** The services to blame for those of `services` that aren't ready, critical or not, in order. */
function culprits(services: readonly ServiceHealth[], critical: boolean): string[] {
  const down = services.filter(({ ready }) => !ready);
  const suspects = down.filter((each) => each.critical === critical);
  // Each for itself, as it mostly is: a thousand that crash at once are looked at a thousand times.
  if (suspects.every(({ dependsOn = [] }) => dependsOn.length === 0)) {
    return suspects.map(({ name }) => name);
  }
  const unready = new Map(down.map((each) => [each.name, each]));
  const blamed = new Set<string>();
  const asked = new Set<string>();
  const blame = (service: ServiceHealth): void => {
    if (asked.has(service.name)) return;
    asked.add(service.name);
    const causes = (service.dependsOn ?? []).flatMap((name) => unready.get(name) ?? []);
    if (causes.length === 0) blamed.add(service.name);
    causes.forEach(blame);
  };
  suspects.forEach(blame);
  return [...blamed];
}

function missingFrom(facts: HealthFacts): string[] {
  // These explain everything else that is missing, so they stand alone.
  if (facts.stopping) return ['kernel.shutdown'];
  if (!facts.configLoaded) return ['kernel.config'];
  if (!facts.started) return ['kernel.start'];
  const { busOpen, services, checks = [] } = facts;
  const failing = checks.filter(({ critical, state }) => critical && state !== 'passing');
  return [
    ...(busOpen ? [] : ['kernel.bus']),
    ...culprits(services, true),
    ...failing.map(({ name }) => name),
  ];
}

function degradedFrom(facts: HealthFacts, missing: readonly string[]): string[] {
  const { stopping, configLoaded, started, services, checks = [], warnings = [] } = facts;
  if (stopping || !configLoaded || !started) return [];
  const failing = checks.filter(({ critical, state }) => !critical && state === 'failing');
  const named = [...warnings, ...failing].map(({ name }) => name);
  const known = new Set(missing);
  return [...named, ...culprits(services, false)].filter((name) => !known.has(name));
}

/**
 * The definition of readiness: config loaded, started, the bus open, every critical service ready,
 * every critical check passing and no stop begun.
 *
 * @param facts - What is known about the node.
 * @returns A frozen verdict that names root causes, not what follows from them.
 *
 * @example
 * ```ts
 * import { readiness } from 'ron-kernel';
 *
 * const node = { configLoaded: true, started: true, busOpen: true, stopping: false };
 * const services = [
 *   { name: 'ingest', critical: true, ready: false },
 *   { name: 'audit', critical: false, ready: false },
 * ];
 * console.log(readiness({ ...node, services })); // not ready, missing ingest, degraded audit
 * ```
 */
export function readiness(facts: HealthFacts): Readiness {
  const missing = Object.freeze(missingFrom(facts));
  const degraded = Object.freeze(degradedFrom(facts, missing));
  return Object.freeze({ ready: missing.length === 0, missing, degraded });
}
