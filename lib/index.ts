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

export {
  constant,
  decorrelated,
  equalJitter,
  exponential,
  fullJitter,
  noJitter,
  supervise,
  type Backoff,
  type BackoffState,
  type ChildDefaults,
  type ChildSpec,
  type ChildState,
  type ChildStatus,
  type ConstantOptions,
  type CrashIncident,
  type DecorrelatedOptions,
  type ExponentialOptions,
  type FailureCause,
  type Incident,
  type IncidentDecision,
  type Jitter,
  type LeakIncident,
  type Random,
  type RestartBudget,
  type RestartLimit,
  type RestartPolicy,
  type RestartStrategy,
  type RestartType,
  type RunContext,
  type Service,
  type ServiceContext,
  type StopRequest,
  type SupervisePolicy,
  type SupervisorOptions,
} from './supervision/index.js';
