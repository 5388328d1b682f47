import { reasonOf } from '../internal/reasonOf.js';
import type { HealthFacts, ServiceHealth } from './readiness.js';

/** What a node's health consists of, one by one, as JSON can hold it. */
export interface HealthReport {
  /** Every service. */
  readonly services: readonly ReportedService[];
  /** Every check. */
  readonly checks: readonly ReportedCheck[];
  /** What is wrong besides. */
  readonly warnings: readonly ReportedWarning[];
}

/** A service in a {@link HealthReport}. */
export interface ReportedService {
  /** Its name. */
  readonly name: string;
  /** Its state under supervision. */
  readonly state?: string;
  /** How many times it was started. */
  readonly generation?: number;
  /** How many of these starts were restarts after a failure. */
  readonly restarts?: number;
  /** Whether it is ready. */
  readonly ready: boolean;
  /** Whether the node is unready without it. */
  readonly critical: boolean;
  /** The services it waits for. */
  readonly dependsOn: readonly string[];
  /** What it last failed with, where it isn't ready. */
  readonly reason?: string;
}

/** A check in a {@link HealthReport}. */
export interface ReportedCheck {
  /** Its name. */
  readonly name: string;
  /** What it came to when it last ran. */
  readonly state: 'pending' | 'passing' | 'failing';
  /** Whether the node is unready while it doesn't pass. */
  readonly critical: boolean;
  /** Why it fails. */
  readonly reason?: string;
}

/** Something in a {@link HealthReport} that is wrong without making the node unready. */
export interface ReportedWarning {
  /** What it is about. */
  readonly name: string;
  /** What is wrong. */
  readonly reason: string;
}

/** Spells out what {@link readiness} sums up: what `/readyz?verbose` adds to its answer. */
export function healthReport(facts: HealthFacts): HealthReport {
  const { services, checks = [], warnings = [] } = facts;
  return {
    services: services.map(reportedService),
    checks: checks.map(({ name, state, critical, reason }) => ({
      name,
      state,
      critical,
      ...(reason !== undefined && { reason }),
    })),
    warnings: warnings.map(({ name, reason }) => ({ name, reason })),
  };
}

function reportedService(service: ServiceHealth): ReportedService {
  const { name, state, generation, restarts, ready, critical, dependsOn = [], lastError } = service;
  return {
    name,
    ...(state !== undefined && { state }),
    ...(generation !== undefined && { generation }),
    ...(restarts !== undefined && { restarts }),
    ready,
    critical,
    dependsOn,
    ...(!ready && lastError !== undefined && { reason: reasonOf(lastError) }),
  };
}
