export * from './errors.js';

export {
  HealthState,
  readiness,
  type HealthFacts,
  type Readiness,
  type ServiceHealth,
} from './health/index.js';

export type { Logger } from './internal/Logger.js';
export type { LogFormat, LogLevel } from './logging/index.js';
