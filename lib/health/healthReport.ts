import { reasonOf } from '../internal/reasonOf.js';
import type { HealthFacts } from './readiness.js';

/** What a node's health consists of, one by one, as JSON can hold it. */
export interface HealthReport {
  readonly services: readonly {
    readonly name: string;
    readonly state?: string;
    readonly ready: boolean;
    readonly critical: boolean;
    readonly dependsOn: readonly string[];
    /** What it last failed with, where it isn't ready. */
    readonly reason?: string;
  }[];
  readonly checks: readonly {
    readonly name: string;
    readonly state: 'pending' | 'passing' | 'failing';
    readonly critical: boolean;
    readonly reason?: string;
  }[];
  readonly warnings: readonly { readonly name: string; readonly reason: string }[];
}

/** Spells out what {@link readiness} sums up: what `/readyz?verbose` adds to its answer. */
export function healthReport(facts: HealthFacts): HealthReport {
  const { services, checks = [], warnings = [] } = facts;
  return {
    services: services.map(({ name, state, ready, critical, dependsOn = [], lastError }) => ({
      name,
      ...(state !== undefined && { state }),
      ready,
      critical,
      dependsOn,
      ...(!ready && lastError !== undefined && { reason: reasonOf(lastError) }),
    })),
    checks: checks.map(({ name, state, critical, reason }) => ({
      name,
      state,
      critical,
      ...(reason !== undefined && { reason }),
    })),
    warnings: warnings.map(({ name, reason }) => ({ name, reason })),
  };
}
