export type { CheckFunction, CheckOptions } from './CheckOptions.js';
export { healthChanges } from './healthChanges.js';
export type {
  HealthReport,
  ReportedCheck,
  ReportedService,
  ReportedWarning,
} from './healthReport.js';
export { HealthState } from './HealthState.js';
export { LagWatch } from './LagWatch.js';
export { logReadiness } from './logReadiness.js';
export { NodeHealth } from './NodeHealth.js';
export {
  readiness,
  type CheckHealth,
  type HealthFacts,
  type HealthWarning,
  type Readiness,
  type ServiceHealth,
} from './readiness.js';
export { serviceStates } from './serviceStates.js';
