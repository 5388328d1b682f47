export * from './errors.js';

export {
  HealthState,
  readiness,
  type HealthFacts,
  type Readiness,
  type ServiceHealth,
} from './health/index.js';
