import type { Logger } from '../internal/Logger.js';
import { reasonOf } from '../internal/reasonOf.js';
import { fingerprintOf } from './fingerprintOf.js';
import type { CrashIncident, IncidentDecision } from './Incident.js';
import type { RunEnding } from './Run.js';

interface Streak {
  readonly fingerprint: string;
  count: number;
}

/** What a run did in words, never empty. */
export function reasonOfEnding({ cause, error }: RunEnding): string {
  return cause === 'completed'
    ? 'completed, which a permanent child never should'
    : reasonOf(error);
}

/** Turns failures into incidents. Counts those that look alike, and logs the first of a streak, and its end. */
export class CrashReporter {
  private readonly streaks = new Map<string, Streak>();

  constructor(private readonly logger: Logger) {}

  /** Counts and logs a failure. */
  report(
    at: { readonly child: string; readonly generation: number; readonly at: number },
    ending: RunEnding,
    decision: IncidentDecision,
    delay: number | undefined,
  ): CrashIncident {
    const reason = reasonOfEnding(ending);
    const fingerprint = ending.cause === 'completed' ? 'completed' : fingerprintOf(ending.error);
    const incident: CrashIncident = Object.freeze({
      type: 'crash',
      ...at,
      cause: ending.cause,
      error: ending.error,
      reason,
      decision,
      ...(delay === undefined ? {} : { delay }),
      fingerprint,
      count: this.count(at.child, fingerprint),
    });
    this.log(incident);
    return incident;
  }

  /** The child was stable for a while, or is gone: what it does next is something new. */
  close(child: string): void {
    const streak = this.streaks.get(child);
    if (streak === undefined) return;
    this.streaks.delete(child);
    if (streak.count > 1)
      this.logger.warn('service crashed repeatedly', { service: child, ...streak });
  }

  private count(child: string, fingerprint: string): number {
    const streak = this.streaks.get(child);
    if (streak?.fingerprint === fingerprint) return ++streak.count;
    this.close(child);
    this.streaks.set(child, { fingerprint, count: 1 });
    return 1;
  }

  private log(incident: CrashIncident): void {
    const { child: service, reason, cause, generation, decision, delay, count } = incident;
    // Where it was thrown; what isn't an error has said all it knows in its reason.
    const error = incident.error instanceof Error ? incident.error : undefined;
    const fields = { service, reason, cause, generation, decision, delay, count, error };
    if (decision === 'quarantine' || decision === 'escalate') {
      this.streaks.delete(service);
      this.logger.error('service crashed too often', fields);
    } else if (count === 1) {
      this.logger.warn('service crashed', fields);
    }
  }
}
