export { healthChanges } from './healthChanges.js';
export { HealthState } from './HealthState.js';
export { readiness, type HealthFacts, type Readiness, type ServiceHealth } from './readiness.js';
