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
}

/** Whether a node can take work, and if not, why. */
export interface Readiness {
  readonly ready: boolean;
  /**
   * Root causes: the critical services that aren't ready, each by its name or, where it waits for
   * others, by theirs; or `kernel.shutdown`, `kernel.config`, `kernel.start`, `kernel.bus`. Empty
   * when ready.
   */
  readonly missing: readonly string[];
}

/** The services to blame for those of `services` that are critical and not ready, in order. */
function culprits(services: readonly ServiceHealth[]): string[] {
  const unready = new Map(
    services.flatMap((each) => (each.ready ? [] : [[each.name, each] as const])),
  );
  const blamed = new Set<string>();
  const asked = new Set<string>();
  const blame = (service: ServiceHealth): void => {
    if (asked.has(service.name)) return;
    asked.add(service.name);
    const causes = (service.dependsOn ?? []).flatMap((name) => unready.get(name) ?? []);
    if (causes.length === 0) blamed.add(service.name);
    causes.forEach(blame);
  };
  [...unready.values()].filter(({ critical }) => critical).forEach(blame);
  return [...blamed];
}

function missingFrom(facts: HealthFacts): string[] {
  // These explain everything else that is missing, so they stand alone.
  if (facts.stopping) return ['kernel.shutdown'];
  if (!facts.configLoaded) return ['kernel.config'];
  if (!facts.started) return ['kernel.start'];
  return [...(facts.busOpen ? [] : ['kernel.bus']), ...culprits(facts.services)];
}

/**
 * The definition of readiness: config loaded, started, the bus open, every critical service ready
 * and no stop begun.
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
 * console.log(readiness({ ...node, services })); // { ready: false, missing: ['ingest'] }
 * ```
 */
export function readiness(facts: HealthFacts): Readiness {
  const missing = Object.freeze(missingFrom(facts));
  return Object.freeze({ ready: missing.length === 0, missing });
}
