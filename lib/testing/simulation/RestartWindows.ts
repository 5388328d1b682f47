import type { ChildState, RestartLimit } from '../../supervision/index.js';
import type { Problems } from './Problems.js';

const CAP = 'never more restarts than the cap in any window';
const QUARANTINE = 'nobody is quarantined before the limit is exceeded';
const BACKOFF = 'a restart comes when its backoff is over';

interface Past {
  readonly limit: RestartLimit | 'unlimited';
  readonly times: readonly number[];
}

interface Decided {
  readonly limit: RestartLimit | 'unlimited';
  readonly nextRestartAt: number | undefined;
}

/** Watches when services are restarted. */
export class RestartWindows {
  private readonly past = new Map<string, Past>();
  private readonly before = new Map<string, ChildState>();
  /** When each is to be restarted, and the limit that allows it. */
  private readonly decided = new Map<string, Decided>();
  /** How often a restart was decided on since the record was clean. */
  private readonly decisions = new Map<string, number>();
  /** Those whose limit has changed, or whose record may or may not be clean. */
  private readonly unsteady = new Set<string>();
  /** Those whose next start is no restart. */
  private readonly fresh = new Set<string>();

  constructor(
    private readonly problems: Problems,
    private readonly limitOf: (service: string) => RestartLimit | 'unlimited',
    /** Whether one service is restarted without the others: else a restart isn't always its own. */
    private readonly isAlone: boolean,
  ) {}

  /**
   * A service has a clean record, since a person starts it.
   *
   * @returns takes that back: it isn't started after all
   */
  forget(service: string): () => void {
    const past = this.past.get(service);
    const decided = this.decided.get(service);
    const decisions = this.decisions.get(service);
    const unsteady = this.unsteady.has(service);
    this.past.delete(service);
    this.unsteady.delete(service);
    this.fresh.add(service);
    this.decided.delete(service);
    this.decisions.delete(service);
    return () => {
      this.fresh.delete(service);
      if (past) this.past.set(service, past);
      if (decided) this.decided.set(service, decided);
      if (decisions !== undefined) this.decisions.set(service, decisions);
      if (unsteady) this.unsteady.add(service);
    };
  }

  /** A person stops a service, perhaps before one who starts it has cleaned its record. */
  halted(service: string): void {
    this.unsteady.add(service);
  }

  changed(state: ChildState): void {
    const { name, since, restarts } = state;
    const before = this.before.get(name);
    this.before.set(name, state);
    if (state.state === 'backoff') this.onBackoff(state, before);
    if (state.state === 'quarantined' && before?.state !== 'quarantined') this.onQuarantine(state);
    if (state.state !== 'starting') return;
    if (this.fresh.delete(name) || restarts <= (before?.restarts ?? 0)) return;
    const decided = this.decided.get(name);
    this.decided.delete(name);
    const { limit = this.limitOf(name), nextRestartAt = -Infinity } = decided ?? {};
    this.problems.expect(BACKOFF, since >= nextRestartAt - 0.001, () => {
      return `${name} should have been restarted at ${nextRestartAt}, and was at ${since}`;
    });
    const last = this.past.get(name);
    // Restarts under another limit were right by that one.
    const isSame = JSON.stringify(last?.limit) === JSON.stringify(limit);
    if (last && !isSame) this.unsteady.add(name);
    const times = [...((isSame ? last?.times : undefined) ?? []), since];
    this.past.set(name, { limit, times: times.slice(-10_001) });
    if (limit === 'unlimited') return;
    const first = times.at(-1 - limit.restarts);
    this.problems.expect(CAP, first === undefined || since - first > limit.within, () => {
      const after = since - (first ?? since);
      return `${name} was restarted ${limit.restarts + 1} times within ${after} ms, the limit being ${JSON.stringify(limit)}`;
    });
  }

  private onBackoff(state: ChildState, before: ChildState | undefined): void {
    const { name, nextRestartAt } = state;
    // A limit that changes meanwhile is for the next decision.
    this.decided.set(name, { nextRestartAt, limit: this.limitOf(name) });
    if (before?.state === 'backoff') return;
    this.decisions.set(name, (this.decisions.get(name) ?? 0) + 1);
  }

  private onQuarantine({ name, since }: ChildState): void {
    const limit = this.limitOf(name);
    if (limit === 'unlimited' || limit.restarts === 0 || this.unsteady.has(name)) return;
    const decisions = this.decisions.get(name) ?? 0;
    const times = this.past.get(name)?.times ?? [];
    const first = times.at(-limit.restarts) ?? -Infinity;
    // A restart with its group counts as one of its own from the first of these on.
    const isDue = this.isAlone
      ? since - first <= limit.within + 0.001
      : decisions >= limit.restarts;
    this.problems.expect(QUARANTINE, isDue, () => {
      const past = `${decisions} restarts were decided on, those at ${JSON.stringify(times)} happened`;
      return `${name} was quarantined at ${since} though ${past}, the limit being ${JSON.stringify(limit)}`;
    });
  }

  /** Looks for restarts that came too soon, or didn't come. */
  check(children: readonly ChildState[], now: number, isAlive: (service: string) => boolean): void {
    if (!this.isAlone) return;
    for (const { name, state, nextRestartAt = Infinity } of children) {
      if (state !== 'backoff' || isAlive(name)) continue;
      this.problems.expect(BACKOFF, nextRestartAt + 1 >= now, () => {
        return `${name} should have been restarted at ${nextRestartAt}, and it is ${now}`;
      });
    }
  }
}
