export type { CheckFunction, CheckOptions } from './CheckOptions.js';
export { healthChanges } from './healthChanges.js';
export type {
  HealthReport,
  ReportedCheck,
  ReportedService,
  ReportedWarning,
} from './healthReport.js';
export { LagWatch } from './LagWatch.js';
export { logReadiness } from './logReadiness.js';
export { NodeHealth } from './NodeHealth.js';
export type {
  CheckHealth,
  HealthFacts,
  HealthWarning,
  Readiness,
  ServiceHealth,
} from './readiness.js';
export { serviceStates } from './serviceStates.js';
